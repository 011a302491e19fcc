using System.Runtime.InteropServices;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Puts jobs into queues.</summary>
internal static class Sending
{
    /// <summary>The largest body: 128 MiB, as on RabbitMQ before 4.0.</summary>
    private const int LargestBody = 128 << 20;

    public static void RequireFit(Job job)
    {
        RequireName(job.Queue);
        if (job.Body.Length > LargestBody)
        {
            throw new TransportException(
                TransportError.MessageRefused,
                $"The body of job {job.Id} for queue {job.Queue} is too large: {job.Body.Length} bytes, and the embedded queue takes {LargestBody}. Send a path or an address to the data instead of the data.");
        }
    }

    public static void RequireName(string queue)
    {
        if (JobLimits.ExplainQueueName(queue) is { } problem)
        {
            throw new TransportException(TransportError.NoSuchQueue, problem);
        }
    }

    /// <summary>Makes the queue if it may be made.</summary>
    public static void RequireQueue(Session session, string queue, QueueDeclaration declare, DateTimeOffset now)
    {
        if (Exists(session, queue))
        {
            return;
        }

        if (declare == QueueDeclaration.Never)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"There is no queue {queue}, and none is to be made (declare is never). Send to it or receive from it once with another declaration.");
        }

        session.Execute("INSERT INTO queue (name, made_at) VALUES (@name, @now)", ("@name", queue), ("@now", now.ToUnixTimeMilliseconds()));
    }

    public static bool Exists(Session session, string queue) =>
        session.Number("SELECT 1 FROM queue WHERE name = @name", ("@name", queue)) == 1;

    /// <summary>Stores the job.</summary>
    /// <returns>Its number.</returns>
    public static long Insert(Session session, Job job, DateTimeOffset now)
    {
        var number = session.Number(
            """
            INSERT INTO job (id, queue, priority, attempt, sent_at, reply_to, correlation_id)
            VALUES (@id, @queue, @priority, @attempt, @sent, @reply, @correlation) RETURNING number
            """,
            ("@id", job.Id),
            ("@queue", job.Queue),
            ("@priority", (long)(job.Priority ?? 0)),
            ("@attempt", (long)job.Attempt),
            ("@sent", (job.SentAt ?? now).ToUnixTimeMilliseconds()),
            ("@reply", job.ReplyTo),
            ("@correlation", job.CorrelationId));
        InsertMessage(session, number, job);
        return number;
    }

    private static void InsertMessage(Session session, long number, Job job) => session.Execute(
        """
        INSERT INTO message (job, body, content_type, headers, priority, trace_parent, sender_sent_at)
        VALUES (@job, @body, @type, @headers, @priority, @trace, @sent)
        """,
        ("@job", number),
        ("@body", Bytes(job.Body)),
        ("@type", job.ContentType),
        ("@headers", JsonColumns.WriteHeaders(job.Headers)),
        ("@priority", (long?)job.Priority),
        ("@trace", job.TraceParent),
        ("@sent", job.SentAt?.ToUnixTimeMilliseconds()));

    /// <summary>The bytes as an array, without a copy where they are one already.</summary>
    public static byte[] Bytes(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && array.Length == bytes.Length ? array : bytes.ToArray();
}
