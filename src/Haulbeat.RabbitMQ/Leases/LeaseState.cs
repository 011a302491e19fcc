using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The messages that stand for one job: those that are delivered to this worker, and the lease message that is under way. Decides; does nothing. Not for concurrent use.</summary>
/// <remarks>
/// A lease message replaces its predecessors in four steps: it is confirmed by the broker, written to the event log, delivered to this worker, and then the predecessors are
/// acknowledged. Between any two steps everything may break: at each moment at least one message stands for the job (G1), and of several that do, the event log
/// lets only one be started (G2). A leased job is kept by its lease alone: no lease message that the event log allows expires before the lease does. A live
/// connection does not lengthen the lease, because the broker may give a connection up before this worker notices.
/// </remarks>
internal sealed class LeaseState
{
    private readonly LeaseTerms terms;
    private readonly bool hasLog;
    private readonly LeaseVersion? received;
    private readonly List<LeaseDelivery> deliveries = [];
    private readonly List<LeaseVersion> outstanding = [];
    private LeaseVersion? from;
    private LeaseVersion? next;
    private bool isConfirmed;
    private LeaseVersion? unproven;
    private BootInstant acknowledgedAt;
    private BootInstant probedUntil;
    private OwnershipEntry.Ended? end;
    private long sequence;

    /// <summary>Starts from a message that was delivered.</summary>
    /// <param name="received">Which message.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="run">The run that starts from it, by the ownership check.</param>
    /// <param name="probedUntil">Until when the broker hands nobody else what it delivered here, by the newest liveness probe.</param>
    /// <param name="terms">The lease.</param>
    /// <param name="hasLog">Whether there is an event log.</param>
    public LeaseState(LeaseVersion received, DeliveryTag tag, LeaseLineage run, BootInstant probedUntil, LeaseTerms terms, bool hasLog)
    {
        (this.terms, this.hasLog, this.probedUntil, this.received) = (terms, hasLog, probedUntil, received);
        (Run, from) = (run.Version, run.From);
        deliveries.Add(new LeaseDelivery(received, tag));
    }

    /// <summary>Goes on with a leased run after a restart of the worker: its lease messages are still to be delivered.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sentAt">When the newest lease message that its runner was told of was sent.</param>
    /// <param name="terms">The lease.</param>
    /// <param name="hasLog">Whether there is an event log.</param>
    public LeaseState(LeaseVersion run, BootInstant sentAt, LeaseTerms terms, bool hasLog)
    {
        (this.terms, this.hasLog, Run, sequence) = (terms, hasLog, run, sentAt.Nanoseconds);
        Current = run with { Sequence = sentAt.Nanoseconds };
    }

    /// <summary>The run that this lease is for.</summary>
    public LeaseVersion Run { get; }

    /// <summary>The newest lease message that counts; null while the job is unacked only.</summary>
    public LeaseVersion? Current { get; private set; }

    /// <summary>Whether the lease outlasts the connection.</summary>
    public bool IsLeased => Current is not null;

    /// <summary>Whether a message is known to renew from: after a restart, one has to be delivered first.</summary>
    public bool HasMessage => from is not null;

    /// <summary>Whether a lease message is under way.</summary>
    public bool IsRenewing => next is not null;

    /// <summary>Whether a lease message was ever made. If not, the received message alone stands for the job.</summary>
    public bool HasLeaseMessages => Current is not null || outstanding.Count > 0 || unproven is not null;

    /// <summary>Whether the job has to be stopped: another worker may be handed it.</summary>
    public bool IsLost { get; private set; }

    /// <summary>All messages of the job that are delivered here and not acknowledged.</summary>
    public IReadOnlyList<LeaseDelivery> Deliveries => deliveries;

    /// <summary>How long the lease lasts as things stand.</summary>
    public JobLease Term => Current is { } current
        ? JobLease.Leased(Earlier(terms.SafeUntil(current.SentAt), UnloggedExpire))
        : JobLease.Unacked(Earlier(probedUntil, UnloggedExpire));

    // A lease message that the log does not know is as valid as the message that its run started from. It expires no earlier, wherever it is.
    private BootInstant UnloggedExpire => outstanding.Count > 0 ? terms.SafeUntil(outstanding[0].SentAt) : BootInstant.Never;

    /// <summary>The event log was read before a job is leased that was started without reading it.</summary>
    public void OnRead(JobOwnership facts)
    {
        from = facts.HasEnded ? facts.Newest : received;
        IsLost |= !facts.HasEnded && received is not null && !facts.Allow(received);
    }

    /// <summary>A lease message is due. There is none while another is under way, after the end, or after a restart while none was delivered. Each has a sequence of its own, those that failed too.</summary>
    public LeaseLineage? Renew(BootInstant now)
    {
        if (Expire(now) || next is not null || from is null || end is not null)
        {
            return null;
        }

        var version = NextVersion(now);
        (next, isConfirmed) = (version, false);
        outstanding.Add(version);
        return Lineage(version);
    }

    /// <summary>The broker has the lease message.</summary>
    /// <returns>What to write to the event log, if there is one.</returns>
    public OwnershipEntry.Leased? OnPublished(LeaseVersion version, BootInstant now)
    {
        if (next != version || Expire(now))
        {
            return null;
        }

        isConfirmed = true;
        return hasLog ? new OwnershipEntry.Leased(Lineage(version)) : null;
    }

    /// <summary>The event log has the lease message. The first one counts only if the log, read to its end after that, names it as the newest; else the lease is lost.</summary>
    /// <param name="version">Which one.</param>
    /// <param name="now">The clock. What comes after the end of the lease does not bring it back: others were free to read the log before.</param>
    public void OnLogged(LeaseVersion version, BootInstant now)
    {
        if (!Expire(now) && next == version)
        {
            (Current, next) = (version, null);
            outstanding.Clear();
        }
    }

    /// <summary>The lease message was not published, or nobody knows. It is given up; should it turn up all the same, a later one replaces it.</summary>
    /// <remarks>Only one that is not confirmed: once its entry may be in the event log it may be the current one, and the entry is written until it is there.</remarks>
    public void OnPublishFailed(LeaseVersion version)
    {
        if (next == version && !isConfirmed)
        {
            next = null;
        }
    }

    /// <summary>A lease message of this run was delivered from a lease queue. It is kept until a later one that counts is here too: it may be the current one.</summary>
    public void OnDelivered(LeaseLineage message, DeliveryTag tag)
    {
        (sequence, from) = (Math.Max(sequence, message.Version.Sequence), from ?? message.From);
        deliveries.Add(new LeaseDelivery(message.Version, tag));
        outstanding.Remove(message.Version);
    }

    /// <summary>The deliveries that a later message replaces. They are to be acknowledged.</summary>
    public IReadOnlyList<LeaseDelivery> TakeReplaced(BootInstant now)
    {
        if (Expire(now))
        {
            return [];
        }

        if (hasLog)
        {
            return Current is { } current ? TakeOlderThan(current) : [];
        }

        if (!isConfirmed || next is not { } confirmed || !deliveries.Exists(delivery => delivery.Version == confirmed))
        {
            return [];
        }

        var older = TakeOlderThan(confirmed);
        (unproven, next, acknowledgedAt) = (confirmed, null, older.Count == 0 ? now : BootInstant.Never);
        return older;
    }

    /// <summary>All deliveries, to be acknowledged or requeued.</summary>
    public IReadOnlyList<LeaseDelivery> TakeAll()
    {
        LeaseDelivery[] all = [.. deliveries];
        deliveries.Clear();
        return all;
    }

    /// <summary>The acknowledgements have been sent.</summary>
    public void OnAcknowledged(BootInstant now) => acknowledgedAt = now;

    /// <summary>The broker answered on the connection.</summary>
    public void OnProbed(LivenessProbe probe)
    {
        probedUntil = probe.Until;
        // Without an event log only an acknowledgement that the broker has seen keeps the predecessor from being started.
        if (unproven is { } version && probe.AskedAt > acknowledgedAt)
        {
            (Current, unproven) = (version, null);
        }
    }

    /// <summary>All tags of the channel session are dead. A job that is not leased is lost with its message.</summary>
    /// <returns>Whether a delivery went with it.</returns>
    public bool OnSessionLost(long session)
    {
        unproven = null;
        var removed = deliveries.RemoveAll(delivery => delivery.Tag.Session == session);
        IsLost |= Current is null && !deliveries.Exists(delivery => delivery.Version == received);
        return removed > 0;
    }

    /// <summary>The run has ended: what the event log is to say. The same each time it is written again; no renewal may follow.</summary>
    public OwnershipEntry.Ended End(BootInstant now) => end ??= new OwnershipEntry.Ended(Lineage(NextVersion(now)));

    /// <summary>Another worker has the job, or it is requeued.</summary>
    public void Lose() => IsLost = true;

    /// <summary>Whether the lease is over, by the clock or before, and with it the job.</summary>
    public bool Expire(BootInstant now) => IsLost |= now >= Term.SafeUntil;

    private static BootInstant Earlier(BootInstant left, BootInstant right) => left < right ? left : right;

    private LeaseVersion NextVersion(BootInstant now) => Run with { Sequence = sequence = Math.Max(sequence + 1, now.Nanoseconds) };

    private LeaseLineage Lineage(LeaseVersion version) => new(version, from ?? version);

    private List<LeaseDelivery> TakeOlderThan(LeaseVersion known)
    {
        if (!deliveries.Exists(delivery => delivery.Version.IsAtLeast(known)))
        {
            return [];
        }

        var older = deliveries.FindAll(delivery => !delivery.Version.IsAtLeast(known));
        deliveries.RemoveAll(older.Contains);
        return older;
    }
}
