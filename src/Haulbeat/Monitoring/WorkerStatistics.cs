using System.Collections.Concurrent;
using Haulbeat.Jobs;

namespace Haulbeat.Monitoring;

/// <summary>What a worker did and does, read from its events alone. Passes them on. Safe for concurrent use.</summary>
/// <param name="reporter">Gets every event.</param>
public sealed class WorkerStatistics(IReporter reporter) : IReporter
{
    private readonly ConcurrentDictionary<RunKey, RunningJob> running = new();
    private readonly Dictionary<string, int> outcomes = new(StringComparer.Ordinal);
    private int succeeded;
    private int dead;
    private int requeued;
    private int detached;

    /// <summary>Jobs that succeeded.</summary>
    public int Succeeded => succeeded;

    /// <summary>Jobs that went to the dead letters.</summary>
    public int Dead => dead;

    /// <summary>Jobs that were requeued, or whose lease was lost.</summary>
    public int Requeued => requeued;

    /// <summary>Jobs left to the next worker with this state directory.</summary>
    public int Detached => detached;

    /// <summary>How many runs ended with which outcome, by <see cref="Outcome.Name"/>.</summary>
    public IReadOnlyDictionary<string, int> Outcomes
    {
        get
        {
            lock (outcomes)
            {
                return new Dictionary<string, int>(outcomes, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The jobs that run at this moment.</summary>
    public ICollection<RunningJob> Running => running.Values;

    /// <summary>Whether no job runs.</summary>
    public bool IsIdle => running.IsEmpty;

    /// <inheritdoc/>
    public void Report(WorkerEvent workerEvent)
    {
        if (workerEvent is WorkerEvent.OfJob { Job: var job })
        {
            Follow(workerEvent, job, new RunKey(job.Queue, job.Id, job.Run));
        }

        reporter.Report(workerEvent);
    }

    private void Follow(WorkerEvent happened, Job job, RunKey key)
    {
        switch (happened)
        {
            case WorkerEvent.Started started:
                running[key] = new RunningJob(job, started.Pid, null);
                break;
            case WorkerEvent.Reattached reattached:
                running[key] = new RunningJob(job, reattached.Pid, null);
                break;
            case WorkerEvent.Progressed progressed when running.TryGetValue(key, out var known):
                running.TryUpdate(key, known with { Progress = progressed.Progress }, known);
                break;
            case WorkerEvent.Finished finished:
                End(key, finished.Outcome.Name, ref succeeded);
                break;
            case WorkerEvent.Dead ended:
                End(key, ended.Outcome.Name, ref dead);
                break;
            case WorkerEvent.Requeued ended:
                End(key, ended.Outcome.Name, ref requeued);
                break;
            case WorkerEvent.LeaseLost:
                End(key, "lease-lost", ref requeued);
                break;
            case WorkerEvent.Detached:
                running.TryRemove(key, out _);
                Interlocked.Increment(ref detached);
                break;
        }
    }

    private void End(RunKey key, string outcome, ref int count)
    {
        running.TryRemove(key, out _);
        lock (outcomes)
        {
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        Interlocked.Increment(ref count);
    }

    private sealed record RunKey(string Queue, string Job, int Run);
}
