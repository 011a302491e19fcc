using Haulbeat.Jobs;

namespace Haulbeat.Worker;

/// <summary>Counts how the worker's jobs ended, whoever tells of it, and passes it on.</summary>
internal sealed class WorkerStatistics(IReporter reporter) : IReporter
{
    private int succeeded;
    private int dead;
    private int returned;
    private int left;

    public WorkerTotals Totals => new(succeeded, dead, returned, left);

    public void CountDetached() => Interlocked.Increment(ref left);

    public void Report(WorkerEvent workerEvent)
    {
        _ = workerEvent switch
        {
            WorkerEvent.Finished => Interlocked.Increment(ref succeeded),
            WorkerEvent.Dead => Interlocked.Increment(ref dead),
            WorkerEvent.Requeued or WorkerEvent.LeaseLost => Interlocked.Increment(ref returned),
            _ => 0,
        };
        reporter.Report(workerEvent);
    }
}
