using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Forgets jobs that succeeded long ago, so that the file does not grow forever. The dead stay until someone decides on them.</summary>
internal static class Pruning
{
    /// <summary>How many succeeded jobs are remembered at most.</summary>
    public const int Remembered = 10_000;

    /// <summary>How long a succeeded job is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    // A bound on how long one commit keeps others waiting.
    private const int AtOnce = 2_000;

    private const int Every = 500;

    /// <summary>Prunes at every 500th job, for workers that live long.</summary>
    public static void PruneAtTimes(Session session, long job, DateTimeOffset now)
    {
        if (job % Every == 0)
        {
            Prune(session, now);
        }
    }

    /// <summary>Prunes.</summary>
    /// <returns>How many were forgotten.</returns>
    public static int Prune(Session session, DateTimeOffset now) => session.Execute(
        $"""
        DELETE FROM job WHERE number IN (
            SELECT number FROM job WHERE state = 'succeeded' AND ended_at <= max(@old, coalesce(
                (SELECT ended_at FROM job WHERE state = 'succeeded' ORDER BY ended_at DESC LIMIT 1 OFFSET {Remembered}), 0))
            ORDER BY ended_at LIMIT {AtOnce})
        """,
        ("@old", (now - Memory).ToUnixTimeMilliseconds()));
}
