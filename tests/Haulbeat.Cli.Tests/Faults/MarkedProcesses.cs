using Haulbeat.Runner.Posix;
using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A worker and all that came of it, found by a mark in their environment: runners and jobs outlive the worker.</summary>
internal static class MarkedProcesses
{
    public const string Variable = "MARK_OF_THE_FAULT_TEST";

    /// <summary>Kills them at one moment: none sees another die.</summary>
    public static async Task KillAsync(string mark)
    {
        SignalAll(mark, Libc.SignalStop);
        await Eventually.BecomesAsync(() => Task.FromResult(SignalAll(mark, Libc.SignalKill) == 0));
    }

    private static int SignalAll(string mark, int signal)
    {
        var all = Of(mark);
        foreach (var pid in all)
        {
            _ = Libc.kill(pid, signal);
        }

        return all.Count;
    }

    private static List<int> Of(string mark) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out var pid) && Bears(pid, mark)).Select(name => int.Parse(name!))];

    private static bool Bears(int pid, string mark)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Split('\0').Contains($"{Variable}={mark}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
