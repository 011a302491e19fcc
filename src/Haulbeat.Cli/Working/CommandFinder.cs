using Haulbeat.Cli.Settings;

namespace Haulbeat.Cli.Working;

/// <summary>Finds COMMAND as a shell does, before any job is taken: a worker that can't run its command must not empty the queue.</summary>
internal static class CommandFinder
{
    /// <summary>The command's absolute path.</summary>
    /// <exception cref="UsageException">There is no such program, or this user can't execute it.</exception>
    public static string Find(string command, string? searchPath)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(command);
            return Problem(path) is { } problem ? throw Unusable(command, problem) : path;
        }

        var candidates = (searchPath ?? "/usr/local/bin:/usr/bin:/bin").Split(':').Select(folder => Path.GetFullPath(Path.Combine(folder, command))).ToList();
        return candidates.Find(path => Problem(path) is null)
            ?? throw Unusable(command, candidates.Find(File.Exists) is { } blocked ? $"{blocked}: {Problem(blocked)}" : "it is in no folder of PATH");
    }

    private static UsageException Unusable(string command, string problem) => new($"cannot run the command {command}: {problem}. No job was taken.");

    private static string? Problem(string path)
    {
        if (Directory.Exists(path))
        {
            return "it is a folder";
        }

        return !File.Exists(path) ? "there is no such file" : NativeMethods.IsExecutable(path) ? null : "this user may not execute it";
    }
}
