using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Sorts the jobs that a receiver took over into runs that go on and jobs to requeue.</summary>
internal static class Reattaching
{
    // Two jobs of one id look the same on disk. Nothing tells whose run it is, so both start anew.
    private const string Find = """
        SELECT min(number) FROM job
        WHERE receiver = @receiver AND state = 'running' AND id = @id AND run = @run AND queue = @queue
        HAVING count(*) = 1
        """;

    // A run in this worker's state directory is ours, whatever the earlier worker was called.
    private const string Ours = """
        state = 'running' AND id = @id AND run = @run AND queue = @queue AND receiver IN (
            SELECT old.number FROM receiver old JOIN receiver new ON new.number = @receiver AND old.state_directory = new.state_directory)
        """;

    private const string TakeUp = $"UPDATE job SET receiver = @receiver WHERE {Ours} AND 1 = (SELECT count(*) FROM job WHERE {Ours})";

    /// <summary>Keeps the runs that the receiver has leased, and requeues all other jobs that it took over.</summary>
    /// <returns>The job's number for each run, in their order; 0 for those whose lease was lost.</returns>
    public static long[] Reattach(Session session, long receiver, IReadOnlyList<ResumedRun> runs, DateTimeOffset now)
    {
        var kept = new HashSet<long>();
        var numbers = runs.Select(run => NumberOf(session, receiver, run.Job)).Select(number => kept.Add(number) ? number : 0).ToArray();
        foreach (var (number, run) in Receivers.LeasedRuns(session, receiver))
        {
            if (kept.Contains(number))
            {
                JobEvents.Add(session, number, JobEvents.Reattached, now);
            }
            else
            {
                Settling.Requeue(session, receiver, number, run, now);
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
