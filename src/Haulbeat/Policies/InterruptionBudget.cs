using Haulbeat.Jobs;

namespace Haulbeat.Policies;

/// <summary>Decides when a job was interrupted too often to be run again: it may be what brings its workers down. No clock, no I/O.</summary>
public static class InterruptionBudget
{
    /// <summary>How a job ends whose budget is spent, or null if it may run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="limit">The most interruptions that the worker allows.</param>
    public static Outcome.Interrupted? Judge(Job job, int limit) => job.Interruptions <= limit ? null : new(
        $"interrupted {job.Interruptions} times because its connection, worker or host stopped, vanished or lost its lease, and the worker allows {limit} interruptions; "
        + "find out whether the job itself brings them down, or allow more interruptions, and send it again");

    /// <summary>What is done about it.</summary>
    /// <param name="outcome">What <see cref="Judge"/> said.</param>
    /// <param name="worker">The worker that was handed the job.</param>
    /// <param name="at">The time.</param>
    public static Settlement.DeadLetter Settle(Outcome.Interrupted outcome, string worker, DateTimeOffset at) =>
        new(new FailureDetails { Outcome = outcome.Name, Reason = outcome.Reason, Worker = worker, At = at });
}
