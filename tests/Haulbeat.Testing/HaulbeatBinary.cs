namespace Haulbeat.Testing;

/// <summary>The program under test: HAULBEAT_BINARY names it, else the native one if it was published, else the one built with the tests.</summary>
public static class HaulbeatBinary
{
    /// <summary>Its path.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("HAULBEAT_BINARY") ?? Published ?? AppContext.BaseDirectory + "haulbeat";

    private static string? Published => Repository.PathOf("artifacts/bin/haulbeat") is var path && File.Exists(path) ? path : null;
}
