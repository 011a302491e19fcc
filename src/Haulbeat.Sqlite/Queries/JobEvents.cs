using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Sqlite.Queries;

/// <summary>What happened to a job. Its row tells of its newest run, the event table only what the row cannot: a job that nothing interrupts costs no further write.</summary>
internal static class JobEvents
{
    /// <summary>The run went on with another worker.</summary>
    public const string Reattached = "reattached";

    /// <summary>The run ended before the job did, and the job was requeued.</summary>
    public const string Requeued = "requeued";

    // Each event of an interrupted run says when and where the run started.
    private const string Newest = """
        WITH newest AS (SELECT * FROM job WHERE id = @id ORDER BY number DESC LIMIT 1),
            earlier AS (SELECT e.* FROM event e JOIN newest n ON e.job = n.number)
        SELECT sent_at AS at, 'sent', NULL AS run, NULL, 0 AS step FROM newest
        UNION ALL SELECT started_at, 'started', run, worker, 1 FROM
            (SELECT started_at, run, worker FROM earlier UNION SELECT started_at, run, worker FROM newest WHERE started_at IS NOT NULL)
        UNION ALL SELECT at, happened, run, worker, 2 FROM earlier
        UNION ALL SELECT ended_at, iif(state = 'succeeded', 'finished', state), run, worker, 3 FROM newest WHERE ended_at IS NOT NULL
        ORDER BY run NULLS FIRST, step, at
        """;

    /// <summary>What happened to the newest job of that id, in order.</summary>
    public static IReadOnlyList<JobEvent> Of(Session session, string id) => session.All(Newest, ReadEvent, ("@id", id));

    /// <summary>Enters what happens to the job's newest run. A trigger enters that a run is interrupted by the next.</summary>
    public static void Add(Session session, long job, string happened, DateTimeOffset now) => session.Execute(
        "INSERT INTO event (job, run, happened, worker, started_at, at) SELECT number, run, @happened, worker, started_at, @now FROM job WHERE number = @job",
        ("@job", job),
        ("@happened", happened),
        ("@now", now.ToUnixTimeMilliseconds()));

    private static JobEvent ReadEvent(SqliteDataReader row) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.GetString(1), row.Number(2), row.Text(3));
}
