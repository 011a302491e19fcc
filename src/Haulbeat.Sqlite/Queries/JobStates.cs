using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Looks at jobs without changing them.</summary>
internal static class JobStates
{
    private const string Columns = """
        SELECT number, id, queue, state, max(run, 0), attempt, interruptions, worker, sent_at, started_at, ended_at,
            outcome, exit_code, signal, reason, state_directory, result FROM job
        """;

    // A page of results could be gigabytes.
    private const string ListColumns = """
        SELECT number, id, queue, state, max(run, 0), attempt, interruptions, worker, sent_at, started_at, ended_at,
            outcome, exit_code, signal, reason, state_directory, NULL FROM job
        """;

    // The state stands in the statement, not in a parameter: only so SQLite can use the index of that state's jobs.
    // https://www.sqlite.org/partialindex.html#queries_using_partial_indexes
    private static readonly string[] States = ["queued", "delayed", "running", "succeeded", "dead", "cancelled"];

    /// <summary>The newest job of that id, with its history.</summary>
    public static JobState? Find(Session session, string id) =>
        session.First(Columns + " WHERE id = @id ORDER BY number DESC LIMIT 1", row => Read(row).State, ("@id", id)) is { } state
            ? state with { History = JobEvents.Of(session, id) }
            : null;

    /// <summary>A page of the jobs that the filter lets through, those sent last first.</summary>
    public static JobPage List(Session session, JobFilter filter)
    {
        if (filter.State is { } state && !States.Contains(state, StringComparer.Ordinal))
        {
            return new JobPage([], null);
        }

        var limit = Math.Max(1, filter.Limit);
        var rows = session.All(
            ListColumns + " WHERE number < @before"
                + (filter.Queue is null ? "" : " AND queue = @queue")
                + (filter.State is null ? "" : $" AND state = '{filter.State}'")
                + " ORDER BY number DESC LIMIT @limit",
            Read,
            ("@before", long.TryParse(filter.After, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : long.MaxValue),
            ("@queue", filter.Queue),
            ("@limit", (long)limit + 1));
        var page = rows.Take(limit).ToList();
        return new JobPage([.. page.Select(row => row.State)], rows.Count > limit ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>How the job ended, or null while it has not.</summary>
    public static JobEnd? End(Session session, long number) => session.First(
        "SELECT outcome, result, reason FROM job WHERE number = @job AND ended_at IS NOT NULL",
        row => new JobEnd(row.GetString(0), row.Bytes(1), row.Text(2)),
        ("@job", number));

    private static NumberedState Read(SqliteDataReader row) => new(row.GetInt64(0), new JobState
    {
        Job = row.GetString(1),
        Queue = row.GetString(2),
        State = row.GetString(3),
        Run = row.GetInt32(4),
        Attempt = row.GetInt32(5),
        Interruptions = row.GetInt32(6),
        Worker = row.Text(7),
        SentAt = row.Time(8),
        StartedAt = row.Time(9),
        EndedAt = row.Time(10),
        Outcome = row.Text(11),
        ExitCode = row.Number(12),
        Signal = row.Number(13),
        Reason = row.Text(14),
        StateDirectory = row.Text(15),
        Result = row.IsDBNull(16) ? null : System.Text.Encoding.UTF8.GetString(row.Bytes(16)),
    });

    private sealed record NumberedState(long Number, JobState State);
}
