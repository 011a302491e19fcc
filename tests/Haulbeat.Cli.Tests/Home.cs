using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests;

/// <summary>A user with an empty home of their own: no configuration, no queue, no worker.</summary>
internal sealed class Home : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    public Home()
    {
        Environment["HOME"] = folder.Path;
        Environment["TERM"] = "dumb";
        foreach (var variable in System.Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("HAULBEAT_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)))
        {
            Environment[variable] = null;
        }
    }

    /// <summary>What the program finds in its environment, besides the tests' own.</summary>
    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public string Path => folder.Path;

    public string File(string name) => folder.File(name);

    public string Write(string name, string text)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public RunningProgram Start(params string[] arguments) => new(HaulbeatBinary.Path, arguments, Environment);

    public Task<ProgramEnd> RunAsync(params string[] arguments) => RunWithAsync("", arguments);

    public async Task<ProgramEnd> RunWithAsync(string input, params string[] arguments)
    {
        await using var program = Start(arguments);
        await program.WriteAsync(System.Text.Encoding.Latin1.GetBytes(input));
        return await program.EndAsync();
    }

    public void Dispose() => folder.Dispose();
}
