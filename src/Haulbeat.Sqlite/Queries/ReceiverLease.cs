using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Queries;

/// <summary>A receiver and its lease, which all its jobs share.</summary>
internal sealed record ReceiverLease(long Receiver, string Worker, string? StateDirectory, LeaseTerms Terms)
{
    public static ReceiverLease Of(long receiver, ReceiveOptions options) => new(receiver, options.Worker, options.StateDirectory, new LeaseTerms(options.Lease));

    /// <summary>Renews the lease, and enters the receiver again if it was taken for gone.</summary>
    /// <returns>Until when the receiver's jobs are safe.</returns>
    public BootInstant Renew(Session session, BootInstant now)
    {
        session.Execute(
            """
            INSERT INTO receiver (number, worker, boot, lease_until, state_directory) VALUES (@receiver, @worker, @boot, @until, @directory)
            ON CONFLICT (number) DO UPDATE SET boot = excluded.boot, lease_until = excluded.lease_until
            """,
            ("@receiver", Receiver),
            ("@worker", Worker),
            ("@boot", Posix.BootId),
            ("@until", Terms.EndsAt(now).Nanoseconds),
            ("@directory", StateDirectory));
        return Terms.SafeUntil(now);
    }

    /// <summary>Renews the lease if half of it is over, so that a taken job mostly costs one write less.</summary>
    /// <returns>Until when the receiver's jobs are safe.</returns>
    public BootInstant RenewIfDue(Session session, BootInstant now)
    {
        var until = new BootInstant(session.Number(
            "SELECT lease_until FROM receiver WHERE number = @receiver AND boot = @boot", ("@receiver", Receiver), ("@boot", Posix.BootId)));
        return until - now > Terms.Lease / 2 ? Terms.SafeBefore(until) : Renew(session, now);
    }
}
