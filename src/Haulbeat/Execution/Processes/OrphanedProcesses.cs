using Haulbeat.Runner;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Execution.Processes;

/// <summary>Kills the processes of runs whose runner is gone. It finds them by their session, and by the run's files in their environment.</summary>
internal static unsafe class OrphanedProcesses
{
    private const int MostRounds = 400;
    private const int MillisecondsBetweenRounds = 5;

    private static ReadOnlySpan<byte> RunnerArgument => "\0__run\0"u8;

    /// <summary>Kills the processes of one run.</summary>
    /// <returns>Whether none is left.</returns>
    public static bool Kill(RunFiles files, int? session)
    {
        var mark = Mark(files.Result + "\0");
        return Kill(() => Find(mark, session));
    }

    /// <summary>Kills what is left of earlier workers' runs. Nothing else does, if worker and runner were killed together.</summary>
    /// <param name="runs">The folder of the runs' files.</param>
    /// <param name="sessions">Sessions that are known to belong to such runs.</param>
    /// <returns>Whether none is left.</returns>
    public static bool KillAll(string runs, IReadOnlySet<int> sessions)
    {
        var mark = Mark(runs + "/");
        return Kill(() => FindAll(mark, sessions));
    }

    private static byte[] Mark(string value) => System.Text.Encoding.UTF8.GetBytes("HAULBEAT_RESULT=" + value);

    private static bool Kill(Func<List<int>> find)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var found = find();
            if (found.Count == 0)
            {
                return true;
            }

            found.ForEach(pid => Libc.kill(pid, Libc.SignalKill));
            _ = Libc.poll(null, 0, MillisecondsBetweenRounds);
        }

        return false;
    }

    private static List<int> Find(byte[] mark, int? session) =>
        [.. ProcessList.Read().Where(process => process.Session == session || HasMark(process.Pid, mark)).Select(process => process.Pid)];

    // A runner owns its descendants: its worker may live, though its state directory was deleted.
    private static List<int> FindAll(byte[] mark, IReadOnlySet<int> sessions)
    {
        var processes = ProcessList.Read().ToList();
        var parents = processes.ToDictionary(process => process.Pid, process => process.Parent);
        return [.. processes
            .Where(process => process.Pid != Environment.ProcessId && (sessions.Contains(process.Session) || HasMark(process.Pid, mark)) && !HasRunner(process.Pid, parents))
            .Select(process => process.Pid)];
    }

    private static bool HasRunner(int pid, Dictionary<int, int> parents)
    {
        while (parents.TryGetValue(pid, out pid))
        {
            if (ProcessList.HasInCommandLine(pid, RunnerArgument))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasMark(int pid, byte[] mark) => ProcessList.HasInEnvironment(pid, mark);
}
