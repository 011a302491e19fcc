using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Takes jobs out of their queues for a receiver.</summary>
internal static class Taking
{
    // Jobs whose receiver's lease is over, or was of an earlier boot. They go first: they have been started already.
    // CROSS JOIN makes SQLite go through the receivers, which are few, and not through all running jobs.
    private const string Abandoned = """
        SELECT j.number FROM receiver r CROSS JOIN job j ON j.receiver = r.number AND j.state = 'running'
        WHERE r.number <> @receiver AND (r.lease_until <= @now OR r.boot <> @boot)
        AND j.queue IN (SELECT value FROM json_each(@queues))
        """;

    // The first of each queue by its index, then the first of those. Interrupted jobs go before those that never started.
    private const string Waiting = """
        SELECT j.number FROM json_each(@queues) q JOIN job j ON j.number =
            (SELECT number FROM job WHERE queue = q.value AND state = 'queued' ORDER BY (interruptions > 0) DESC, priority DESC, number LIMIT 1)
        """;

    private const string Take = """
        UPDATE job SET state = 'running', run = run + 1, receiver = @receiver, worker = @worker, started_at = @wall, state_directory = @state_directory,
            interruptions = interruptions + (state = 'running')
        WHERE number = coalesce((
        """ + Abandoned + " LIMIT 1), (" + Waiting + """
         ORDER BY (j.interruptions > 0) DESC, j.priority DESC, j.number LIMIT 1))
        RETURNING number
        """;

    private const string Read = """
        SELECT j.id, j.queue, j.run, j.attempt, j.reply_to, j.correlation_id, m.body, m.content_type, m.headers, m.priority, m.trace_parent, m.sender_sent_at,
            j.interruptions, c.content
        FROM job j JOIN message m ON m.job = j.number LEFT JOIN checkpoint c ON c.job = j.number WHERE j.number = @job
        """;

    /// <summary>Whether there is a job to take. Takes no lock.</summary>
    public static bool IsAny(Session session, long receiver, string queues) =>
        session.Number("SELECT EXISTS (" + Abandoned + ") OR EXISTS (" + Waiting + ")", ("@receiver", receiver), ("@now", BootClock.Now.Nanoseconds), ("@boot", Posix.BootId), ("@queues", queues)) == 1;

    /// <summary>Takes the next job, if there is one. Renews the receiver's lease if half of it is over.</summary>
    public static TakenJob? Next(Session session, ReceiverLease lease, string queues, DateTimeOffset wall)
    {
        var now = BootClock.Now;
        var number = session.Number(
            Take,
            ("@receiver", lease.Receiver),
            ("@worker", lease.Worker),
            ("@state_directory", lease.StateDirectory),
            ("@wall", wall.ToUnixTimeMilliseconds()),
            ("@now", now.Nanoseconds),
            ("@boot", Posix.BootId),
            ("@queues", queues));
        if (number == 0)
        {
            return null;
        }

        var safeUntil = lease.RenewIfDue(session, now);
        var job = session.First(Read, ReadJob, ("@job", number));
        return new TakenJob(number, job!, safeUntil);
    }

    private static Job ReadJob(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Queue = row.GetString(1),
        Run = row.GetInt32(2),
        Attempt = row.GetInt32(3),
        ReplyTo = row.Text(4),
        CorrelationId = row.Text(5),
        Body = row.Bytes(6),
        ContentType = row.Text(7),
        Headers = JsonColumns.ReadHeaders(row.Text(8)),
        Priority = (byte?)row.Number(9),
        TraceParent = row.Text(10),
        SentAt = row.Time(11),
        Interruptions = row.GetInt32(12),
        Checkpoint = row.IsDBNull(13) ? default : row.Bytes(13),
    };
}
