using Haulbeat.Jobs;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Sqlite.Queries;

/// <summary>Keeps the receivers and their leases.</summary>
internal static class Leasing
{
    private const string Over = "(lease_until <= @now OR boot <> @boot)";

    // Of whatever boot: after a reboot, runs that had ended before can still be settled.
    private const string Earlier = """
        SELECT old.number FROM receiver old JOIN receiver new ON new.number = @receiver
            AND old.worker = new.worker AND old.state_directory = new.state_directory AND old.number <> new.number
        """;

    /// <summary>Enters a new receiver, its queues with it, takes over what earlier ones of this worker had, and forgets those that are gone.</summary>
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
            ("@boot", Boot.Id),
            ("@until", (BootClock.Now + options.Lease).Nanoseconds),
            ("@directory", options.StateDirectory));
        TakeOver(session, receiver);
        Forget(session);
        foreach (var queue in options.Queues)
        {
            session.Execute("INSERT OR IGNORE INTO taking (receiver, queue) VALUES (@receiver, @queue)", ("@receiver", receiver), ("@queue", queue));
        }

        return receiver;
    }

    /// <summary>Renews the lease, and enters the receiver again if it was taken for gone.</summary>
    public static void Renew(Session session, Lease lease, BootInstant now) => session.Execute(
        """
        INSERT INTO receiver (number, worker, boot, lease_until, state_directory) VALUES (@receiver, @worker, @boot, @until, @directory)
        ON CONFLICT (number) DO UPDATE SET boot = excluded.boot, lease_until = excluded.lease_until
        """,
        ("@receiver", lease.Receiver),
        ("@worker", lease.Worker),
        ("@boot", Boot.Id),
        ("@until", lease.End(now).Nanoseconds),
        ("@directory", lease.StateDirectory));

    /// <summary>Renews the lease if half of it is over: a lease then costs one write less.</summary>
    /// <returns>Until when the receiver's jobs are safe.</returns>
    public static BootInstant RenewIfDue(Session session, Lease lease, BootInstant now)
    {
        var until = new BootInstant(session.Number(
            "SELECT lease_until FROM receiver WHERE number = @receiver AND boot = @boot", ("@receiver", lease.Receiver), ("@boot", Boot.Id)));
        if (until - now > lease.Length / 2)
        {
            return lease.SafeBefore(until);
        }

        Renew(session, lease, now);
        return lease.SafeUntil(now);
    }

    /// <summary>The runs that are in the receiver's the lease.</summary>
    public static HashSet<(long Number, int Run)> Held(Session session, long receiver) =>
        [.. session.All("SELECT number, run FROM job WHERE receiver = @receiver AND state = 'running'", row => (row.GetInt64(0), row.GetInt32(1)), ("@receiver", receiver))];

    /// <summary>The receiver takes no more jobs.</summary>
    public static int StopTaking(Session session, long receiver) =>
        session.Execute("DELETE FROM taking WHERE receiver = @receiver", ("@receiver", receiver));

    /// <summary>The receiver is gone. What it still holds comes back when its lease is over: the job's process may be alive.</summary>
    public static int Detach(Session session, long receiver) => session.Execute(
        "DELETE FROM receiver WHERE number = @receiver AND NOT EXISTS (SELECT 1 FROM job WHERE receiver = @receiver AND state = 'running')",
        ("@receiver", receiver));

    // The worker owns the state directory, so whoever had it before is gone, and so is every lease but that of the runs on its disk.
    private static void TakeOver(Session session, long receiver)
    {
        session.Execute($"UPDATE job SET receiver = @receiver WHERE state = 'running' AND receiver IN ({Earlier})", ("@receiver", receiver));
        session.Execute($"DELETE FROM receiver WHERE number IN ({Earlier})", ("@receiver", receiver));
    }

    private static void Forget(Session session)
    {
        session.Execute(
            $"DELETE FROM receiver WHERE {Over} AND NOT EXISTS (SELECT 1 FROM job WHERE receiver = receiver.number AND state = 'running')",
            ("@now", Boot.Now),
            ("@boot", Boot.Id));
        session.Execute("DELETE FROM taking WHERE receiver NOT IN (SELECT number FROM receiver)");
    }
}
