using Haulbeat.Jobs;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Policies;

/// <summary>Decides when a job was interrupted too often to be tried again: it may be what brings its workers down. No clock, no I/O.</summary>
internal static class InterruptionBudget
{
    /// <summary>How a job ends whose budget is spent, or null if it may be run.</summary>
    public static Outcome.Interrupted? Judge(Job job, ReceiveOptions options) => job.Interruptions <= options.Interruptions ? null : new(
        $"interrupted {job.Interruptions} times because its connection, worker or host stopped, vanished or lost its hold on it, and --interruptions allows {options.Interruptions}; "
        + "find out whether the job itself brings them down, or allow more with --interruptions, and send it again");

    /// <summary>What is done about it.</summary>
    public static Settlement.DeadLetter Settle(Outcome.Interrupted outcome, ReceiveOptions options, DateTimeOffset at) =>
        new(new FailureDetails { Outcome = outcome.Name, Reason = outcome.Reason, Worker = options.Worker, At = at });
}
