using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Settles jobs, each only while its run is in the receiver's the lease.</summary>
internal static class Ending
{
    private const string Mine = " WHERE number = @job AND run = @run AND receiver = @receiver AND state = 'running'";
    private const string Address = " RETURNING reply_to, correlation_id";

    public static bool Settle(Session session, long receiver, Claim claim, Settlement settlement, DateTimeOffset now) => settlement switch
    {
        Settlement.Complete complete => Complete(session, receiver, claim, complete, now),
        Settlement.DeadLetter(var certificate) => DeadLetter(session, receiver, claim, certificate, now),
        _ => Release(session, receiver, claim.Number, claim.Job.Run, now),
    };

    /// <summary>Hands the job back, interrupted. Its run number is used up.</summary>
    public static bool Release(Session session, long receiver, long job, int run, DateTimeOffset now)
    {
        var released = session.Execute(
            "UPDATE job SET state = 'queued', receiver = NULL, interruptions = interruptions + 1" + Mine,
            ("@job", job),
            ("@run", (long)run),
            ("@receiver", receiver)) > 0;
        if (released)
        {
            History.Add(session, job, History.Requeued, now);
        }

        return released;
    }

    /// <summary>Puts a job back that nobody has seen: it was not interrupted, and keeps its place.</summary>
    public static bool PutBack(Session session, long receiver, Claim claim) => session.Execute(
        "UPDATE job SET state = 'queued', receiver = NULL" + Mine,
        ("@job", claim.Number),
        ("@run", (long)claim.Job.Run),
        ("@receiver", receiver)) > 0;

    private static bool Complete(Session session, long receiver, Claim claim, Settlement.Complete complete, DateTimeOffset now)
    {
        var answer = Change(
            session,
            "UPDATE job SET state = 'succeeded', receiver = NULL, outcome = 'succeeded', exit_code = 0, result = @result, ended_at = @now" + Mine + Address,
            receiver,
            claim,
            ("@result", Sending.Bytes(complete.Result)),
            ("@now", now.ToUnixTimeMilliseconds()));
        if (answer is null)
        {
            return false;
        }

        session.Execute("DELETE FROM message WHERE job = @job", ("@job", claim.Number));
        Pruning.PruneAtTimes(session, claim.Number, now);
        Answer(session, answer, claim, complete.Result, new Dictionary<string, string>(StringComparer.Ordinal) { ["haulbeat-outcome"] = "succeeded" }, now);
        return true;
    }

    private static bool DeadLetter(Session session, long receiver, Claim claim, FailureDetails certificate, DateTimeOffset now)
    {
        var answer = Change(
            session,
            """
            UPDATE job SET state = 'dead', receiver = NULL, outcome = @outcome, reason = @reason, exit_code = @code, signal = @signal,
                last_output = @output, ended_at = @now
            """ + Mine + Address,
            receiver,
            claim,
            ("@outcome", certificate.Outcome),
            ("@reason", certificate.Reason),
            ("@code", (long?)certificate.ExitCode),
            ("@signal", (long?)certificate.Signal),
            ("@output", certificate.LastOutput),
            ("@now", certificate.At.ToUnixTimeMilliseconds()));
        if (answer is not null)
        {
            Answer(session, answer, claim, default, new Dictionary<string, string>(StringComparer.Ordinal) { ["haulbeat-outcome"] = certificate.Outcome, ["haulbeat-reason"] = certificate.Reason }, now);
        }

        return answer is not null;
    }

    private static AnswerAddress? Change(Session session, string sql, long receiver, Claim claim, params ReadOnlySpan<(string Name, object? Value)> more) =>
        session.First(sql, ReadAddress, [("@job", claim.Number), ("@run", (long)claim.Job.Run), ("@receiver", receiver), .. more]);

    private static AnswerAddress ReadAddress(SqliteDataReader row) => new(row.Text(0), row.Text(1));

    /// <summary>Sends the answer, if one is wanted and its queue exists: an answer that nobody takes is dropped, as a broker drops it.</summary>
    private static void Answer(Session session, AnswerAddress address, Claim claim, ReadOnlyMemory<byte> result, Dictionary<string, string> headers, DateTimeOffset now)
    {
        if (address.Queue is not { } queue || !Sending.Exists(session, queue))
        {
            return;
        }

        headers["haulbeat-job"] = claim.Job.Id;
        headers["haulbeat-queue"] = claim.Job.Queue;
        Sending.Insert(session, new Job { Id = Guid.CreateVersion7().ToString(), Queue = queue, Body = result, CorrelationId = address.CorrelationId, Headers = headers }, now);
    }

    private sealed record AnswerAddress(string? Queue, string? CorrelationId);
}
