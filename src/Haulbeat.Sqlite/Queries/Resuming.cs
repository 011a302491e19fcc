using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Sorts what a receiver took over into runs that go on and jobs that go back.</summary>
internal static class Resuming
{
    // Two jobs of one id look the same on disk. Which of them a run is of cannot be told, so both begin anew.
    private const string Find = """
        SELECT min(number) FROM job
        WHERE receiver = @receiver AND state = 'running' AND id = @id AND run = @run AND queue = @queue
        HAVING count(*) = 1
        """;

    // That it is on the disk of this worker's state directory says that it is ours, whatever the worker before was called.
    private const string Ours = """
        state = 'running' AND id = @id AND run = @run AND queue = @queue AND receiver IN (
            SELECT old.number FROM receiver old JOIN receiver new ON new.number = @receiver AND old.state_directory = new.state_directory)
        """;

    private const string TakeUp = $"UPDATE job SET receiver = @receiver WHERE {Ours} AND 1 = (SELECT count(*) FROM job WHERE {Ours})";

    /// <summary>Keeps the runs that are still in the receiver's the lease, and hands all other jobs it took over back to their queues.</summary>
    /// <returns>The job's number for each run, in their order; 0 for those whose the lease was lost.</returns>
    public static long[] Resume(Session session, long receiver, IReadOnlyList<ResumedRun> runs, DateTimeOffset now)
    {
        var kept = new HashSet<long>();
        var numbers = runs.Select(run => NumberOf(session, receiver, run.Job)).Select(number => kept.Add(number) ? number : 0).ToArray();
        foreach (var (number, run) in Leasing.Held(session, receiver))
        {
            if (kept.Contains(number))
            {
                History.Add(session, number, History.Reattached, now);
            }
            else
            {
                Ending.Release(session, receiver, number, run, now);
            }
        }

        return numbers;
    }

    private static long NumberOf(Session session, long receiver, Job job)
    {
        (string, object?)[] run = [("@receiver", receiver), ("@id", job.Id), ("@run", (long)job.Run), ("@queue", job.Queue)];
        session.Execute(TakeUp, run);
        return session.Number(Find, run);
    }
}
