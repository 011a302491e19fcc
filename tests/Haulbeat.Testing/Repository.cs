namespace Haulbeat.Testing;

/// <summary>Where the tests' scripts lie.</summary>
public static class Repository
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A path below the root.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Haulbeat.slnx")) ? folder : FindRoot(Path.GetDirectoryName(folder)
            ?? throw new InvalidOperationException("The tests do not run from below the repository."));
}
