using Haulbeat.Jobs;

namespace Haulbeat.Cli.Demonstration;

/// <summary>Keeps what happened to each job, and passes the events on.</summary>
internal sealed class Ledger(IReporter next) : IReporter
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerEntry> entries = new(StringComparer.Ordinal);

    public void Report(WorkerEvent workerEvent)
    {
        Note(workerEvent);
        next.Report(workerEvent);
    }

    public LedgerEntry? Find(string job)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(job);
        }
    }

    private void Note(WorkerEvent workerEvent)
    {
        lock (gate)
        {
            switch (workerEvent)
            {
                case WorkerEvent.Started started:
                    entries[started.Job.Id] = new LedgerEntry(started.Pid, null, null, TimeSpan.Zero);
                    break;
                case WorkerEvent.Reattached reattached:
                    entries[reattached.Job.Id] = Entry(reattached.Job) with { Reattached = reattached.Pid };
                    break;
                case WorkerEvent.Finished finished:
                    End(finished.Job, finished.Outcome, finished.Took);
                    break;
                case WorkerEvent.Dead dead:
                    End(dead.Job, dead.Outcome, dead.Took);
                    break;
            }
        }
    }

    private void End(Job job, Outcome outcome, TimeSpan took) =>
        entries[job.Id] = Entry(job) with { Outcome = outcome, Took = took };

    private LedgerEntry Entry(Job job) => entries.GetValueOrDefault(job.Id) ?? new LedgerEntry(null, null, null, TimeSpan.Zero);
}
