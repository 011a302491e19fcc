namespace Haulbeat.Testing;

/// <summary>The native program that ./test published: HAULBEAT_BINARY names it.</summary>
public static class HaulbeatBinary
{
    /// <summary>Its path.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("HAULBEAT_BINARY") ?? Repository.PathOf("artifacts/bin/haulbeat");
}
