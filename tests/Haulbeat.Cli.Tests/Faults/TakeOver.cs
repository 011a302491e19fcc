using System.Globalization;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>How long jobs were without a worker.</summary>
/// <param name="Lost">When the fault struck, by the clock that the jobs note.</param>
internal sealed record TakeOver(TimeSpan Lost)
{
    // What is promised is five seconds; the machine that tests is busy with much else.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(15);

    public static TakeOver Begin() =>
        new(TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture)));

    /// <summary>Asserts that the last start came in time, and says how long it took.</summary>
    public string Describe(IReadOnlyList<LedgerEntry> starts, TimeSpan? lease = null)
    {
        var took = starts[^1].At - Lost;
        took.Should().BeLessThan((lease ?? Lease.Short) + Tolerance);
        return string.Create(CultureInfo.InvariantCulture, $"taken over after {took.TotalSeconds:0.0} s");
    }
}
