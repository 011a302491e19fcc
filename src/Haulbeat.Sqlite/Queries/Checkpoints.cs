using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Keeps what jobs saved to go on from.</summary>
internal static class Checkpoints
{
    /// <summary>Keeps the checkpoint in the place of an earlier one, if the run is still in the receiver's the lease.</summary>
    public static bool Save(Session session, long receiver, Claim claim, byte[] content) => session.Execute(
        """
        INSERT INTO checkpoint (job, content)
        SELECT number, @content FROM job WHERE number = @job AND run = @run AND receiver = @receiver AND state = 'running'
        ON CONFLICT (job) DO UPDATE SET content = excluded.content
        """,
        ("@job", claim.Number),
        ("@run", (long)claim.Job.Run),
        ("@receiver", receiver),
        ("@content", content)) > 0;
}
