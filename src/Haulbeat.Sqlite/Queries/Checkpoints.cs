using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Stores what jobs saved to go on from.</summary>
internal static class Checkpoints
{
    /// <summary>Stores the checkpoint in place of an earlier one, if the receiver still has the run leased.</summary>
    public static bool Save(Session session, long receiver, TakenJob taken, byte[] content) => session.Execute(
        """
        INSERT INTO checkpoint (job, content)
        SELECT number, @content FROM job WHERE number = @job AND run = @run AND receiver = @receiver AND state = 'running'
        ON CONFLICT (job) DO UPDATE SET content = excluded.content
        """,
        ("@job", taken.Number),
        ("@run", (long)taken.Job.Run),
        ("@receiver", receiver),
        ("@content", content)) > 0;
}
