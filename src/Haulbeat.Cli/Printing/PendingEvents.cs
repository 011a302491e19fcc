using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>Events that wait to be printed. Of a job's successive progress only the newest waits, so that progress takes no more room than there are jobs. Nothing else is dropped.</summary>
internal sealed class PendingEvents
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Queue, string Job), int> progress = [];
    private List<(DateTimeOffset At, WorkerEvent Event)> events = [];

    /// <returns>Whether nothing waited before.</returns>
    public bool Add(DateTimeOffset at, WorkerEvent workerEvent)
    {
        lock (gate)
        {
            if (workerEvent is WorkerEvent.OfJob { Job: var job })
            {
                var key = (job.Queue, job.Id);
                if (workerEvent is not WorkerEvent.Progressed)
                {
                    // Later progress must not move ahead of this event.
                    progress.Remove(key);
                }
                else if (!progress.TryAdd(key, events.Count))
                {
                    events[progress[key]] = (at, workerEvent);
                    return false;
                }
            }

            events.Add((at, workerEvent));
            return events.Count == 1;
        }
    }

    /// <summary>Takes all events.</summary>
    public IReadOnlyList<(DateTimeOffset At, WorkerEvent Event)> TakeAll()
    {
        lock (gate)
        {
            var taken = events;
            events = [];
            progress.Clear();
            return taken;
        }
    }
}
