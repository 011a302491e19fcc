using Haulbeat.Reporting;

namespace Haulbeat.Hosting;

/// <summary>Counts how the worker's jobs ended.</summary>
internal sealed class Tally
{
    private int succeeded;
    private int dead;
    private int returned;
    private int left;

    public WorkerTotals Totals => new(succeeded, dead, returned, left);

    public void CountLeft() => Interlocked.Increment(ref left);

    public void Count(WorkerEvent happened)
    {
        _ = happened switch
        {
            WorkerEvent.Finished => Interlocked.Increment(ref succeeded),
            WorkerEvent.Dead => Interlocked.Increment(ref dead),
            _ => Interlocked.Increment(ref returned),
        };
    }
}
