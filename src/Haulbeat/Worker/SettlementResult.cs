using Haulbeat.Jobs;

namespace Haulbeat.Worker;

/// <summary>What came of a settlement.</summary>
internal enum SettlementResult
{
    /// <summary>It took effect.</summary>
    Done,

    /// <summary>The lease is lost: the job's next worker settles it.</summary>
    Lost,

    /// <summary>It could not be done in time. The next worker with this state directory does it.</summary>
    Open,
}

/// <summary>The event that tells of a settlement.</summary>
internal static class SettlementEvent
{
    public static WorkerEvent ToEvent(this SettlementResult result, Job job, Outcome outcome, Settlement settlement, TimeSpan took) => (result, settlement) switch
    {
        (SettlementResult.Open, _) => new WorkerEvent.Detached(job),
        _ when result == SettlementResult.Lost || outcome is Outcome.LeaseLost => new WorkerEvent.LeaseLost(job, outcome.Reason + "; the worker that has the job now runs it again") { Took = took },
        (_, Settlement.Complete(var bytes)) => new WorkerEvent.Finished(job, outcome, took) { ResultBytes = bytes.Length },
        (_, Settlement.DeadLetter(var details)) => new WorkerEvent.Dead(job, outcome, details.Reason, took),
        _ => new WorkerEvent.Requeued(job, outcome, outcome.Reason) { Took = took },
    };
}
