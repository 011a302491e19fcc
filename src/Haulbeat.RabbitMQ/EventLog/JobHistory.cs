using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the log tells people of one job id. Jobs sent under the same id are told apart; the one heard of last counts. No clock, no I/O.</summary>
internal sealed class JobHistory(string job)
{
    private readonly Dictionary<string, Told> byKey = new(StringComparer.Ordinal);
    private string? newest;

    /// <summary>The newest job's state, or null if nothing was told.</summary>
    public JobState? State => newest is null ? null : byKey[newest].Whole;

    /// <summary>Takes in the log's next line.</summary>
    public void Add(LogLine line)
    {
        if (line.Job != job)
        {
            return;
        }

        var told = byKey.TryGetValue(line.Key, out var known) ? known : new Told(JobOwnership.None, null, new JobEvents());
        if (Follow(told, line) is { } next)
        {
            byKey[line.Key] = next;
            newest = line.Key;
            next.Events.Add(line);
        }
    }

    // What does not count for the lease did not happen; what only people read may come late.
    private static Told? Follow(Told told, LogLine line) => line.Entry() switch
    {
        { } entry when !told.Facts.Accept(entry) => null,
        { } entry => told with { Facts = told.Facts.With(entry), State = Tell(told.State, line) },
        _ when told.State is { } state && (IsOver(state.State) || line.Run < state.Run) => line.Event == LogEvent.Sent ? told with { State = state with { SentAt = line.SentAt ?? line.At } } : null,
        _ => told with { State = Tell(told.State, line) },
    };

    private static JobState Tell(JobState? before, LogLine line)
    {
        var now = line.Event switch
        {
            LogEvent.Sent or LogEvent.Requeued => "queued",
            LogEvent.Finished => "succeeded",
            LogEvent.Dead => "dead",
            LogEvent.Cancelled => "cancelled",
            LogEvent.Started or LogEvent.Leased or LogEvent.Renewed or LogEvent.Checkpoint or LogEvent.Reattached => "running",
            _ => before?.State ?? "queued",
        };
        return line.Event == LogEvent.Sent && before is not null ? before with { SentAt = line.SentAt ?? line.At } : new JobState
        {
            Job = line.Job,
            Queue = line.Queue,
            State = now,
            Run = line.Run,
            Attempt = line.Attempt,
            Interruptions = line.Interruptions,
            Worker = line.Worker.Length > 0 ? line.Worker : before?.Worker,
            SentAt = line.SentAt ?? before?.SentAt ?? (line.Event == LogEvent.Sent ? line.At : null),
            StartedAt = StartedAt(before, line),
            EndedAt = IsOver(now) ? line.At : null,
            Outcome = line.Outcome,
            ExitCode = line.ExitCode,
            Signal = line.Signal,
            Reason = line.Reason,
            Result = line.Result,
        };
    }

    private static DateTimeOffset? StartedAt(JobState? before, LogLine line) => line switch
    {
        { StartedAt: { } told } => told,
        { Event: LogEvent.Started } => line.At,
        _ => before?.Run == line.Run ? before.StartedAt : null,
    };

    private static bool IsOver(string state) => state is "succeeded" or "dead" or "cancelled";

    private sealed record Told(JobOwnership Facts, JobState? State, JobEvents Events)
    {
        public JobState? Whole => State is null ? null : State with { History = Events.All };
    }
}
