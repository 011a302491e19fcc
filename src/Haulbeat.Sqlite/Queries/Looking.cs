using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;
using Haulbeat.Worker;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Looks at queues and jobs without changing them.</summary>
internal static class Looking
{
    private const string QueueColumns = """
        SELECT q.name,
            (SELECT count(*) FROM job WHERE queue = q.name AND state = 'queued'),
            (SELECT count(*) FROM job WHERE queue = q.name AND state = 'running'),
            (SELECT count(*) FROM job WHERE queue = q.name AND state = 'dead'),
            (SELECT count(DISTINCT r.worker) FROM taking t JOIN receiver r ON r.number = t.receiver
                WHERE t.queue = q.name AND r.lease_until > @now AND r.boot = @boot)
        FROM queue q
        """;

    private const string JobColumns = """
        SELECT id, queue, state, max(run, 0), attempt, interruptions, worker, sent_at, started_at, ended_at,
            outcome, exit_code, signal, reason, result, state_directory FROM job
        """;

    public static QueueState? Queue(Session session, string queue) =>
        session.First(QueueColumns + " WHERE q.name = @queue", ReadQueue, ("@queue", queue), ("@now", Boot.Now), ("@boot", Boot.Id));

    public static IReadOnlyList<QueueState> Queues(Session session) =>
        session.All(QueueColumns + " ORDER BY q.name", ReadQueue, ("@now", Boot.Now), ("@boot", Boot.Id));

    /// <summary>The newest job of that id.</summary>
    public static JobState? Job(Session session, string id) =>
        session.First(JobColumns + " WHERE id = @id ORDER BY number DESC LIMIT 1", ReadJob, ("@id", id)) is { } state
            ? state with { History = History.Of(session, id) }
            : null;

    /// <summary>How the job ended, or null while it has not.</summary>
    public static JobEnd? End(Session session, long number) => session.First(
        "SELECT outcome, result, reason FROM job WHERE number = @job AND ended_at IS NOT NULL",
        row => new JobEnd(row.GetString(0), row.Bytes(1), row.Text(2)),
        ("@job", number));

    private static QueueState ReadQueue(SqliteDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));

    private static JobState ReadJob(SqliteDataReader row) => new()
    {
        Job = row.GetString(0),
        Queue = row.GetString(1),
        State = row.GetString(2),
        Run = row.GetInt32(3),
        Attempt = row.GetInt32(4),
        Interruptions = row.GetInt32(5),
        Worker = row.Text(6),
        SentAt = row.Time(7),
        StartedAt = row.Time(8),
        EndedAt = row.Time(9),
        Outcome = row.Text(10),
        ExitCode = row.Number(11),
        Signal = row.Number(12),
        Reason = row.Text(13),
        Result = row.IsDBNull(14) ? null : System.Text.Encoding.UTF8.GetString(row.Bytes(14)),
        StateDirectory = row.Text(15),
    };
}
