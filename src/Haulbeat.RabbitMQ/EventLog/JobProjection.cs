using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the entries of the event log say of one job. No clock, no I/O.</summary>
/// <param name="first">Where its first entry is.</param>
/// <param name="hasDetails">Whether its history and its result are kept.</param>
internal sealed class JobProjection(EventLogPosition first, bool hasDetails)
{
    public const string Running = "running";

    private readonly List<JobEvent>? history = hasDetails ? [] : null;
    private JobOwnership ownership = JobOwnership.None;
    private JobState? state;
    private EventLogEntry? running;

    /// <summary>Where its first entry is.</summary>
    public EventLogPosition First => first;

    /// <summary>What is known of it; null if no entry counted.</summary>
    public JobState? State => history is not null && state is not null ? state with { History = [.. history] } : state;

    /// <summary>Applies the job's next entry.</summary>
    /// <returns>Whether it counts. An entry that doesn't count for the ownership is as if it had not been written.</returns>
    public bool Apply(EventLogEntry entry)
    {
        if (entry.Ownership is { } change && !Accept(change))
        {
            return false;
        }

        if (entry.Event == EventName.Sent)
        {
            state = state is null ? Next("queued", entry) : state with { SentAt = SentAt(entry) };
        }
        else if (NameState(entry.Event) is { } name && (entry.Ownership is not null || !IsLate(entry)))
        {
            state = Next(name, entry);
        }
        else
        {
            return false;
        }

        if (history is not null)
        {
            Record(history, entry);
        }

        return true;
    }

    private static DateTimeOffset SentAt(EventLogEntry entry) => entry.SentAt ?? entry.At;

    private static string? NameState(string happened) => happened switch
    {
        EventName.Requeued => "queued",
        EventName.Leased or EventName.Renewed => Running,
        EventName.Finished => "succeeded",
        EventName.Dead => "dead",
        _ => null,
    };

    private bool Accept(OwnershipEntry change)
    {
        var accepts = ownership.Accept(change);
        ownership = ownership.With(change);
        return accepts;
    }

    // An entry that nobody waited for may be written after those on the job's next run, or after its end.
    private bool IsLate(EventLogEntry entry) => state is { } known && (known.EndedAt is not null || entry.Run < known.Run);

    private JobState Next(string name, EventLogEntry entry) => new()
    {
        Job = entry.Job,
        Queue = entry.Queue,
        State = name,
        Run = entry.Run,
        Attempt = entry.Attempt,
        Interruptions = entry.Interruptions,
        Worker = entry.Worker.Length > 0 ? entry.Worker : state?.Worker,
        SentAt = entry.Event == EventName.Sent ? SentAt(entry) : entry.SentAt ?? state?.SentAt,
        EndedAt = name is "succeeded" or "dead" ? entry.At : null,
        Outcome = entry.Outcome,
        ExitCode = entry.ExitCode,
        Signal = entry.Signal,
        Reason = entry.Reason,
        Result = history is not null ? entry.Result : null,
    };

    // Renewals recur for as long as a job runs: they are left out.
    private void Record(List<JobEvent> history, EventLogEntry entry)
    {
        switch (entry.Event)
        {
            case EventName.Sent when history is not [{ Happened: EventName.Sent }, ..]:
                history.Insert(0, new JobEvent(SentAt(entry), EventName.Sent, null, null));
                break;
            case EventName.Leased:
                RecordInterruption(history, entry);
                RecordOnce(history, entry);
                running = entry;
                break;
            case EventName.Requeued or EventName.Finished or EventName.Dead:
                RecordOnce(history, entry);
                running = null;
                break;
        }
    }

    // A worker that lost the job can't say so: the next one's lease does.
    private void RecordInterruption(List<JobEvent> history, EventLogEntry entry)
    {
        if (running is { } lost && lost.Run < entry.Run)
        {
            history.Add(new JobEvent(entry.At, "interrupted", lost.Run, lost.Worker));
        }
    }

    // An entry may have been written twice, where nobody knew whether the first was.
    private static void RecordOnce(List<JobEvent> history, EventLogEntry entry)
    {
        var happened = new JobEvent(entry.At, entry.Event, entry.Run, entry.Worker.Length > 0 ? entry.Worker : null);
        if (history is not [.., var last] || last != happened)
        {
            history.Add(happened);
        }
    }
}
