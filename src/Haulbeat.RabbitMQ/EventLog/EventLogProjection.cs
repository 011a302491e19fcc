using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the entries of the event log say of one job, or of all. Jobs sent under the same id are told apart. No clock, no I/O; not for concurrent use.</summary>
/// <param name="job">The job's id; null for all jobs. Of these only the state is kept, so that the memory for each is bounded.</param>
internal sealed class EventLogProjection(string? job = null)
{
    private readonly Dictionary<EventLogKey, JobProjection> jobs = [];
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private JobProjection? newest;

    /// <summary>The state of the job that the last entry is on, with its history; null if there is none.</summary>
    public JobState? Newest => newest?.State;

    /// <summary>How many jobs of each queue run, as far as the log says. Holds every queue that it names.</summary>
    public IReadOnlyDictionary<string, long> CountRunning() => States()
        .GroupBy(state => state.Queue, StringComparer.Ordinal)
        .ToDictionary(queue => queue.Key, queue => queue.LongCount(state => state.State == JobProjection.Running), StringComparer.Ordinal);

    /// <summary>Applies the log's next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="offset">The offset of its message in the stream.</param>
    /// <param name="line">Its line in the message.</param>
    public void Add(EventLogEntry entry, long offset, int line)
    {
        if (job is not null && entry.Job != job)
        {
            return;
        }

        if (!jobs.TryGetValue(entry.Key, out var known))
        {
            jobs[entry.Key] = known = new JobProjection(new(offset, line), hasDetails: job is not null);
        }

        if (known.Apply(job is null ? entry with { Queue = Share(entry.Queue), Worker = Share(entry.Worker) } : entry))
        {
            newest = known;
        }
    }

    /// <summary>A page of the jobs that the filter lets through. The job whose first entry is the newest comes first.</summary>
    public JobPage List(JobFilter filter)
    {
        var (after, limit) = (EventLogPosition.Parse(filter.After) ?? EventLogPosition.End, Math.Clamp(filter.Limit, 1, int.MaxValue - 1));
        var found = jobs.Values
            .Where(known => known.First.CompareTo(after) < 0 && known.State is { } state && (filter.Queue ?? state.Queue) == state.Queue && (filter.State ?? state.State) == state.State)
            .OrderByDescending(known => known.First)
            .Take(limit + 1)
            .ToList();
        var page = found.Take(limit).ToList();
        return new JobPage([.. page.Select(known => known.State!)], found.Count > page.Count ? page[^1].First.ToString() : null);
    }

    private IEnumerable<JobState> States() => jobs.Values.Select(known => known.State).OfType<JobState>();

    // Hundreds of thousands of jobs are in a few queues.
    private string Share(string text)
    {
        if (!texts.TryGetValue(text, out var shared))
        {
            texts[text] = shared = text;
        }

        return shared;
    }
}
