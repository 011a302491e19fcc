using Haulbeat.Receiving;
using Haulbeat.Sqlite.Storage;

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

    /// <summary>Keeps the runs that are still in the receiver's custody, and hands all other jobs it took over back to their queues.</summary>
    /// <returns>The job's number for each run, in their order; 0 for those whose custody was lost.</returns>
    public static long[] Resume(Session session, long receiver, IReadOnlyList<ResumedRun> runs, DateTimeOffset now)
    {
        var kept = new HashSet<long>();
        var numbers = runs.Select(run => NumberOf(session, receiver, run.Job)).Select(number => kept.Add(number) ? number : 0).ToArray();
        foreach (var (number, run) in Leasing.Held(session, receiver))
        {
            if (kept.Contains(number))
            {
                History.Add(session, number, History.Adopted, now);
            }
            else
            {
                Ending.Release(session, receiver, number, run, now);
            }
        }

        return numbers;
    }

    private static long NumberOf(Session session, long receiver, Job job) =>
        session.Number(Find, ("@receiver", receiver), ("@id", job.Id), ("@run", (long)job.Run), ("@queue", job.Queue));
}
