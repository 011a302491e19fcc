using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>All descendants of this process. As a subreaper it inherits every orphan, so double-forked ones are among them.</summary>
internal static unsafe class ProcessTree
{
    private const int MostRounds = 2000;

    /// <summary>Kills until nothing is left.</summary>
    /// <returns>False if a process survived SIGKILL for ten seconds: it is stuck in the kernel, or belongs to another user.</returns>
    public static bool KillAll()
    {
        for (var round = 0; round < MostRounds; round++)
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

    /// <summary>Reaps orphans that have ended, so that a job of days leaves no zombies.</summary>
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

    // All are stopped first, so that none can fork between the listing and the kill.
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

    /// <summary>Reaps the children that have ended.</summary>
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
