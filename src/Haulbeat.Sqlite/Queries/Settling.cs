using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Settles jobs, each only while the receiver has its run leased.</summary>
internal static class Settling
{
    private const string Mine = " WHERE number = @job AND run = @run AND receiver = @receiver AND state = 'running'";
    private const string Address = " RETURNING reply_to, correlation_id";

    public static bool Settle(Session session, long receiver, TakenJob taken, Settlement settlement, DateTimeOffset now) => settlement switch
    {
        Settlement.Complete complete => Complete(session, receiver, taken, complete, now),
        Settlement.DeadLetter(var details) => DeadLetter(session, receiver, taken, details, now),
        _ => Requeue(session, receiver, taken.Number, taken.Job.Run, now),
    };

    /// <summary>Puts the job back into its queue, interrupted. Its run number is used up.</summary>
    public static bool Requeue(Session session, long receiver, long job, int run, DateTimeOffset now)
    {
        var requeued = session.Execute(
            "UPDATE job SET state = 'queued', receiver = NULL, interruptions = interruptions + 1" + Mine,
            ("@job", job),
            ("@run", (long)run),
            ("@receiver", receiver)) > 0;
        if (requeued)
        {
            JobEvents.Add(session, job, JobEvents.Requeued, now);
        }

        return requeued;
    }

    /// <summary>Puts back a job that was not handed out: it was not interrupted, and keeps its place.</summary>
    public static bool PutBack(Session session, long receiver, TakenJob taken) => session.Execute(
        "UPDATE job SET state = 'queued', receiver = NULL" + Mine,
        ("@job", taken.Number),
        ("@run", (long)taken.Job.Run),
        ("@receiver", receiver)) > 0;

    private static bool Complete(Session session, long receiver, TakenJob taken, Settlement.Complete complete, DateTimeOffset now)
    {
        var answer = Change(
            session,
            "UPDATE job SET state = 'succeeded', receiver = NULL, outcome = 'succeeded', exit_code = 0, result = @result, ended_at = @now" + Mine + Address,
            receiver,
            taken,
            ("@result", Sending.Bytes(complete.Result)),
            ("@now", now.ToUnixTimeMilliseconds()));
        if (answer is null)
        {
            return false;
        }

        session.Execute("DELETE FROM message WHERE job = @job", ("@job", taken.Number));
        Pruning.PruneAtTimes(session, taken.Number, now);
        Answer(session, answer, taken, complete.Result, new Dictionary<string, string>(StringComparer.Ordinal) { ["haulbeat-outcome"] = "succeeded" }, now);
        return true;
    }

    private static bool DeadLetter(Session session, long receiver, TakenJob taken, FailureDetails details, DateTimeOffset now)
    {
        var answer = Change(
            session,
            """
            UPDATE job SET state = 'dead', receiver = NULL, outcome = @outcome, reason = @reason, exit_code = @code, signal = @signal,
                last_output = @output, ended_at = @now
            """ + Mine + Address,
            receiver,
            taken,
            ("@outcome", details.Outcome),
            ("@reason", details.Reason),
            ("@code", (long?)details.ExitCode),
            ("@signal", (long?)details.Signal),
            ("@output", details.LastOutput),
            ("@now", details.At.ToUnixTimeMilliseconds()));
        if (answer is not null)
        {
            Answer(session, answer, taken, default, new Dictionary<string, string>(StringComparer.Ordinal) { ["haulbeat-outcome"] = details.Outcome, ["haulbeat-reason"] = details.Reason }, now);
        }

        return answer is not null;
    }

    private static AnswerAddress? Change(Session session, string sql, long receiver, TakenJob taken, params ReadOnlySpan<(string Name, object? Value)> more) =>
        session.First(sql, ReadAddress, [("@job", taken.Number), ("@run", (long)taken.Job.Run), ("@receiver", receiver), .. more]);

    private static AnswerAddress ReadAddress(SqliteDataReader row) => new(row.Text(0), row.Text(1));

    /// <summary>Sends the answer, if one is wanted and its queue exists: an answer that nobody receives is dropped, as a broker drops it.</summary>
    private static void Answer(Session session, AnswerAddress address, TakenJob taken, ReadOnlyMemory<byte> result, Dictionary<string, string> headers, DateTimeOffset now)
    {
        if (address.Queue is not { } queue || !Sending.Exists(session, queue))
        {
            return;
        }

        headers["haulbeat-job"] = taken.Job.Id;
        headers["haulbeat-queue"] = taken.Job.Queue;
        Sending.Insert(session, new Job { Id = Guid.CreateVersion7().ToString(), Queue = queue, Body = result, CorrelationId = address.CorrelationId, Headers = headers }, now);
    }

    private sealed record AnswerAddress(string? Queue, string? CorrelationId);
}
