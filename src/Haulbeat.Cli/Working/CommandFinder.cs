using Haulbeat.Cli.Settings;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Cli.Working;

/// <summary>Finds COMMAND as a shell would, but before any job is taken: a worker that cannot run its command must not eat the queue.</summary>
internal static class CommandFinder
{
    private const int Executable = 1; // X_OK

    /// <summary>The command's absolute path.</summary>
    /// <exception cref="UsageException">There is no such program, or it cannot be executed.</exception>
    public static string Find(string command, string? searchPath)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(command);
            return WhyNot(path) is { } reason ? throw new UsageException($"The command {command} cannot be run: {reason}. No job was taken.") : path;
        }

        var candidates = (searchPath ?? "/usr/local/bin:/usr/bin:/bin").Split(':').Select(folder => Path.GetFullPath(Path.Combine(folder, command))).ToList();
        return candidates.Find(path => WhyNot(path) is null)
            ?? (candidates.Find(File.Exists) is { } blocked
                ? throw new UsageException($"The command {command} cannot be run: {blocked}: {WhyNot(blocked)}. No job was taken.")
                : throw new UsageException($"The command {command} is in no folder of PATH. No job was taken."));
    }

    private static string? WhyNot(string path)
    {
        if (Directory.Exists(path))
        {
            return "it is a folder";
        }

        return !File.Exists(path) ? "there is no such file" : Libc.access(path, Executable) != 0 ? "it is not executable for this user" : null;
    }
}
