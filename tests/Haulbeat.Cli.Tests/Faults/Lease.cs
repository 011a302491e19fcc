namespace Haulbeat.Cli.Tests.Faults;

/// <summary>How long the jobs of a scenario outlast their worker.</summary>
internal static class Lease
{
    /// <summary>For faults that are to outlast it.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(6);

    /// <summary>For faults that are to be over before, on a machine that is busy with other tests.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
}
