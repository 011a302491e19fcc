using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Enters receivers into the file and removes them.</summary>
internal static class Receivers
{
    // Of whatever boot: after a reboot, runs that had ended before can still be settled.
    private const string Earlier = """
        SELECT old.number FROM receiver old JOIN receiver new ON new.number = @receiver
            AND old.worker = new.worker AND old.state_directory = new.state_directory AND old.number <> new.number
        """;

    /// <summary>Enters a new receiver and its queues, takes over the jobs of earlier receivers of this worker, and removes those that are gone.</summary>
    /// <returns>Its number.</returns>
    public static long Enter(Session session, ReceiveOptions options, DateTimeOffset wall)
    {
        foreach (var queue in options.Queues)
        {
            Sending.RequireQueue(session, queue, options.Declare, wall);
        }

        var receiver = session.Number(
            "INSERT INTO receiver (worker, boot, lease_until, state_directory) VALUES (@worker, @boot, @until, @directory) RETURNING number",
            ("@worker", options.Worker),
            ("@boot", Posix.BootId),
            ("@until", new LeaseTerms(options.Lease).EndsAt(BootClock.Now).Nanoseconds),
            ("@directory", options.StateDirectory));
        TakeOver(session, receiver);
        Forget(session);
        foreach (var queue in options.Queues)
        {
            session.Execute("INSERT OR IGNORE INTO taking (receiver, queue) VALUES (@receiver, @queue)", ("@receiver", receiver), ("@queue", queue));
        }

        return receiver;
    }

    /// <summary>The runs that the receiver has leased.</summary>
    public static HashSet<(long Number, int Run)> LeasedRuns(Session session, long receiver) =>
        [.. session.All("SELECT number, run FROM job WHERE receiver = @receiver AND state = 'running'", row => (row.GetInt64(0), row.GetInt32(1)), ("@receiver", receiver))];

    /// <summary>The receiver takes no more jobs.</summary>
    public static int StopTaking(Session session, long receiver) =>
        session.Execute("DELETE FROM taking WHERE receiver = @receiver", ("@receiver", receiver));

    /// <summary>The receiver is closed. One that still has jobs stays until its lease is over: their processes may be alive.</summary>
    public static int Leave(Session session, long receiver) => session.Execute(
        "DELETE FROM receiver WHERE number = @receiver AND NOT EXISTS (SELECT 1 FROM job WHERE receiver = @receiver AND state = 'running')",
        ("@receiver", receiver));

    // The worker owns the state directory, so the receiver that had it before is gone, and so is every run that is not on its disk.
    private static void TakeOver(Session session, long receiver)
    {
        session.Execute($"UPDATE job SET receiver = @receiver WHERE state = 'running' AND receiver IN ({Earlier})", ("@receiver", receiver));
        session.Execute($"DELETE FROM receiver WHERE number IN ({Earlier})", ("@receiver", receiver));
    }

    private static void Forget(Session session)
    {
        session.Execute(
            """
            DELETE FROM receiver WHERE (lease_until <= @now OR boot <> @boot)
                AND NOT EXISTS (SELECT 1 FROM job WHERE receiver = receiver.number AND state = 'running')
            """,
            ("@now", BootClock.Now.Nanoseconds),
            ("@boot", Posix.BootId));
        session.Execute("DELETE FROM taking WHERE receiver NOT IN (SELECT number FROM receiver)");
    }
}
