namespace Haulbeat.Testing;

/// <summary>A folder for one test, removed with it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("haulbeat-test-").FullName;

    /// <summary>A path in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
