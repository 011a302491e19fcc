using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Looks at queues without changing them.</summary>
internal static class QueueStates
{
    private const string Columns = """
        SELECT q.name,
            (SELECT count(*) FROM job WHERE queue = q.name AND state = 'queued'),
            (SELECT count(*) FROM job WHERE queue = q.name AND state = 'running'),
            (SELECT count(*) FROM job WHERE queue = q.name AND state = 'dead'),
            (SELECT count(DISTINCT r.worker) FROM taking t JOIN receiver r ON r.number = t.receiver
                WHERE t.queue = q.name AND r.lease_until > @now AND r.boot = @boot)
        FROM queue q
        """;

    public static QueueState? Find(Session session, string queue) => session.First(
        Columns + " WHERE q.name = @queue", Read, ("@queue", queue), ("@now", BootClock.Now.Nanoseconds), ("@boot", Posix.BootId));

    public static IReadOnlyList<QueueState> List(Session session) =>
        session.All(Columns + " ORDER BY q.name", Read, ("@now", BootClock.Now.Nanoseconds), ("@boot", Posix.BootId));

    private static QueueState Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
}
