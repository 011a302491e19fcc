using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Keeps what happened to a job that its row cannot tell. A run that is interrupted by the next one is entered by the file itself.</summary>
internal static class History
{
    /// <summary>The run went on with another worker.</summary>
    public const string Adopted = "adopted";

    /// <summary>The run ended before the job did, and the job went back to its queue.</summary>
    public const string Returned = "returned";

    public static void Add(Session session, long job, string happened, DateTimeOffset now) => session.Execute(
        "INSERT INTO event (job, run, happened, worker, started_at, at) SELECT number, run, @happened, worker, started_at, @now FROM job WHERE number = @job",
        ("@job", job),
        ("@happened", happened),
        ("@now", now.ToUnixTimeMilliseconds()));
}
