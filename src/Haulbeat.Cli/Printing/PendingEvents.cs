using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Cli.Printing;

/// <summary>Events that wait to be printed. None is dropped; of a job's successive progress only the newest waits, so that what waits is bounded by the jobs.</summary>
internal sealed class PendingEvents
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Queue, string Job), int> progress = [];
    private List<TimedEvent> events = [];

    /// <returns>Whether nothing waited before.</returns>
    public bool Add(TimedEvent timed)
    {
        lock (gate)
        {
            if (timed.Event is not WorkerEvent.OfJob { Job: { } job })
            {
                events.Add(timed);
            }
            else if (timed.Event is WorkerEvent.Progressed && progress.TryGetValue((job.Queue, job.Id), out var place))
            {
                events[place] = timed;
                return false;
            }
            else
            {
                AddOfJob(timed, (job.Queue, job.Id));
            }

            return events.Count == 1;
        }
    }

    /// <summary>Takes all that waits.</summary>
    public IReadOnlyList<TimedEvent> TakeAll()
    {
        lock (gate)
        {
            var taken = events;
            events = [];
            progress.Clear();
            return taken;
        }
    }

    // Whatever else happens to a job ends the row: later progress must not move ahead of it.
    private void AddOfJob(TimedEvent timed, (string Queue, string Job) key)
    {
        if (timed.Event is WorkerEvent.Progressed)
        {
            progress[key] = events.Count;
        }
        else
        {
            progress.Remove(key);
        }

        events.Add(timed);
    }
}
