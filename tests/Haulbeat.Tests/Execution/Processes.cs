using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Tests.Execution;

/// <summary>Looks at processes from outside.</summary>
internal static class Processes
{
    public static bool Exists(int pid) => Directory.Exists($"/proc/{pid}");

    /// <summary>Whether it runs: one that has ended and waits to be reaped does not.</summary>
    public static bool Runs(int pid) => Haulbeat.Runner.Posix.ProcessBirth.Of(pid) is not null;

    /// <summary>Waits for something that a process is about to do.</summary>
    public static Task UntilAsync(Func<bool> holds, string what) =>
        Eventually.BecomesAsync(() => Task.FromResult(holds()), TimeSpan.FromSeconds(30), () => what);

    public static async Task<int> PidInAsync(string path)
    {
        await UntilAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), $"a pid stands in {path}");
        return int.Parse(await File.ReadAllTextAsync(path), System.Globalization.CultureInfo.InvariantCulture);
    }
}
