using Haulbeat.Jobs;

namespace Haulbeat.Cli.Demonstration;

/// <summary>Notes what happens to each job, and passes the events on.</summary>
internal sealed class DemoLedger(IReporter next) : IReporter
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public void Report(WorkerEvent workerEvent)
    {
        if (workerEvent is WorkerEvent.OfJob { Job.Id: var job })
        {
            lock (gate)
            {
                entries[job] = Next(entries.GetValueOrDefault(job) ?? new Entry(null, null, null, TimeSpan.Zero), workerEvent);
            }
        }

        next.Report(workerEvent);
    }

    public Entry? Find(string job)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(job);
        }
    }

    private static Entry Next(Entry entry, WorkerEvent workerEvent) => workerEvent switch
    {
        WorkerEvent.Started started => new Entry(started.Pid, null, null, TimeSpan.Zero),
        WorkerEvent.Reattached reattached => entry with { Reattached = reattached.Pid },
        WorkerEvent.Finished finished => entry with { Outcome = finished.Outcome, Took = finished.Took },
        WorkerEvent.Dead dead => entry with { Outcome = dead.Outcome, Took = dead.Took },
        _ => entry,
    };

    /// <summary>What happened to one job.</summary>
    /// <param name="Pid">Its process.</param>
    /// <param name="Reattached">The process that another worker reattached, if one did.</param>
    /// <param name="Outcome">How it ended, or null if it has not.</param>
    /// <param name="Took">How long it ran.</param>
    internal sealed record Entry(int? Pid, int? Reattached, Outcome? Outcome, TimeSpan Took)
    {
        /// <summary>Whether one and the same process did the job under two workers.</summary>
        public bool WentOn => Pid is not null && Pid == Reattached;
    }
}
