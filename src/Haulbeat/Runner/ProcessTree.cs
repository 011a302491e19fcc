using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>All descendants of this process, double-forked ones included: as subreaper it inherits every orphan.</summary>
internal static unsafe class ProcessTree
{
    private const int PatienceRounds = 2000;

    /// <summary>Kills what is left until nothing is.</summary>
    /// <returns>False if something survived SIGKILL for ten seconds: a process stuck in the kernel, or one we may not kill.</returns>
    public static bool KillAll()
    {
        for (var round = 0; round < PatienceRounds; round++)
        {
            if (!Reap())
            {
                return true;
            }

            KillOnce();
            _ = poll(null, 0, round == 0 ? 0 : 5);
        }

        return !Reap();
    }

    /// <summary>Takes off the list what was left to us and has ended, so that a job of days leaves no zombies behind.</summary>
    public static void ReapOrphans(int job)
    {
        int status;
        while (PeekEndedChild() is { } pid && pid != job && wait4(pid, &status, WaitNoHang, null) > 0)
        {
        }
    }

    private static int? PeekEndedChild()
    {
        SignalInfo info = default;
        return waitid(WaitAll, 0, &info, WaitExited | WaitNoHang | WaitWithoutReaping) == 0 && info.Pid > 0 ? info.Pid : null;
    }

    // Stopping all of them first means that none can fork away between the look and the kill.
    private static void KillOnce()
    {
        var found = new HashSet<int>();
        while (AddDescendants(found))
        {
        }

        foreach (var pid in found)
        {
            _ = kill(pid, SignalKill);
        }
    }

    private static bool AddDescendants(HashSet<int> found)
    {
        var processes = ProcessList.Read().ToList();
        var added = false;
        var grew = true;
        while (grew)
        {
            grew = false;
            foreach (var (pid, parent, _) in processes)
            {
                if ((parent == Environment.ProcessId || found.Contains(parent)) && found.Add(pid))
                {
                    _ = kill(pid, SignalStop);
                    grew = added = true;
                }
            }
        }

        return added;
    }

    /// <summary>Reaps what has ended.</summary>
    /// <returns>Whether children are left.</returns>
    private static bool Reap()
    {
        int status;
        int pid;
        while ((pid = wait4(-1, &status, WaitNoHang, null)) > 0)
        {
        }

        return pid == 0;
    }
}
