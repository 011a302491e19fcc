using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>One job's the lease on a broker: the messages for it that are delivered to us, and the copy that is under way. Decides; does nothing. Not for concurrent use.</summary>
/// <remarks>
/// A copy replaces its predecessors in four steps: confirmed by the broker, written to the log, delivered back to us, predecessors acknowledged.
/// Between any two of them everything may break: at each moment at least one message stands for the job (G1), and of several that do, the log
/// lets only one be started (G2). What was leased is kept by the lease alone: no copy that the log allows comes home before it is over. A live
/// connection does not lengthen it, since the broker may give up a connection without our noticing.
/// </remarks>
internal sealed class LeaseState
{
    private readonly LeaseTerms terms;
    private readonly bool hasLog;
    private readonly LeaseVersion message;
    private readonly List<LeaseDelivery> deliveries = [];
    private readonly List<LeaseVersion> outstanding = [];
    private LeaseVersion? from;
    private LeaseVersion? next;
    private bool isConfirmed;
    private LeaseVersion? standing;
    private LeaseVersion? unproven;
    private BootInstant acknowledgedAt;
    private BootInstant proof;
    private OwnershipEntry.Ended? end;
    private long newestCopy;

    /// <summary>The lease that begins with a message that was delivered.</summary>
    /// <param name="message">Which message.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="run">The run that starts from it, as the arbiter decided.</param>
    /// <param name="proof">Until when the broker hands nobody else what it delivered for us, by the newest proof.</param>
    /// <param name="terms">The lease.</param>
    /// <param name="hasLog">Whether there is a log.</param>
    public LeaseState(LeaseVersion message, DeliveryTag tag, LeaseLineage run, BootInstant proof, LeaseTerms terms, bool hasLog)
    {
        (this.terms, this.hasLog, this.proof, this.message) = (terms, hasLog, proof, message);
        (Run, from) = (run.Version, run.From);
        deliveries.Add(new LeaseDelivery(message, tag));
    }

    /// <summary>The lease that goes on after a restart of the worker: its copies are still to be delivered.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sentAt">When the newest copy that its runner was told of was sent.</param>
    /// <param name="terms">The lease.</param>
    /// <param name="hasLog">Whether there is a log.</param>
    public LeaseState(LeaseVersion run, BootInstant sentAt, LeaseTerms terms, bool hasLog)
    {
        (this.terms, this.hasLog, Run, newestCopy) = (terms, hasLog, run, sentAt.Nanoseconds);
        standing = run with { Sequence = sentAt.Nanoseconds };
    }

    /// <summary>The run that this the lease is for.</summary>
    public LeaseVersion Run { get; }

    /// <summary>Whether the lease outlasts the connection.</summary>
    public bool IsLeased => standing is not null;

    /// <summary>Whether a copy is under way.</summary>
    public bool IsRenewing => next is not null;

    /// <summary>Whether a copy was ever made of the message that the lease began with; else it alone stands for the job.</summary>
    public bool HasCopies => standing is not null || outstanding.Count > 0 || unproven is not null;

    /// <summary>Whether the job has to be stopped: somebody else may be handed it.</summary>
    public bool IsLost { get; private set; }

    /// <summary>
    /// All that is delivered to us. Acknowledged once the job has ended; after a loss, and when the job is handed back, it goes home as soon as
    /// nothing of the job runs here: copies by a reject, the sender's message by a requeue. Whoever is handed it judges by the log.
    /// </summary>
    public IReadOnlyList<LeaseDelivery> Deliveries => deliveries;

    /// <summary>How long the lease lasts as things stand.</summary>
    public JobLease Term => standing is { } copy
        ? JobLease.Leased(Earlier(terms.SafeUntil(copy.SentAt), UnknownCopiesComeHome))
        : JobLease.Held(Earlier(proof, UnknownCopiesComeHome));

    // A copy that nobody wrote to the log stands as well as the message that it was made from: wherever it is, it comes home no earlier.
    private BootInstant UnknownCopiesComeHome => outstanding.Count > 0 ? terms.SafeUntil(outstanding[0].SentAt) : BootInstant.Never;

    /// <summary>What the log says before the sender's message is leased that was started without asking the log.</summary>
    public void OnRead(JobOwnership facts)
    {
        from = facts.HasEnded ? facts.Newest : message;
        IsLost |= !facts.HasEnded && !facts.Allow(message);
    }

    /// <summary>A copy is due. Nothing is to be done while one is under way, or after a restart while none was delivered; one that failed is followed by another number.</summary>
    public IEnumerable<LeaseAction> Renew(BootInstant now)
    {
        if (Expire(now) || next is not null || from is null || end is not null)
        {
            return [];
        }

        var copy = Number(now);
        (next, isConfirmed) = (copy, false);
        outstanding.Add(copy);
        return [new LeaseAction.Publish(Stamp(copy))];
    }

    /// <summary>The broker has the copy.</summary>
    public IEnumerable<LeaseAction> OnConfirmed(LeaseVersion copy, BootInstant now)
    {
        if (next != copy || Expire(now))
        {
            return [];
        }

        isConfirmed = true;
        return hasLog ? [new LeaseAction.Append(new OwnershipEntry.Leased(Stamp(copy)))] : Advance(now);
    }

    /// <summary>The log has the copy. The first one only counts if the log, read to its end after that, names it as the newest; else the lease is lost.</summary>
    /// <param name="copy">Which one.</param>
    /// <param name="now">The clock. What comes after the end of the lease does not bring it back: others were free to read the log before.</param>
    public IEnumerable<LeaseAction> OnLogged(LeaseVersion copy, BootInstant now)
    {
        if (Expire(now) || next != copy)
        {
            return [];
        }

        (standing, next) = (copy, null);
        outstanding.Clear();
        return AcknowledgeOlderThan(copy);
    }

    /// <summary>The copy was not published, or nobody knows. It is given up; should it turn up all the same, a later one takes it off.</summary>
    /// <remarks>Only a copy that is not confirmed: once its entry may be in the log, it is the one that stands, and the entry is written until it is there.</remarks>
    public void OnFailed(LeaseVersion copy)
    {
        if (next == copy && !isConfirmed)
        {
            next = null;
        }
    }

    /// <summary>A copy for this run was delivered from the own lease queue. It is kept until a later one that the log knows is here too: it may be the one that stands.</summary>
    public IEnumerable<LeaseAction> OnDelivered(LeaseLineage copy, DeliveryTag tag, BootInstant now)
    {
        (newestCopy, from) = (Math.Max(newestCopy, copy.Version.Sequence), from ?? copy.From);
        deliveries.Add(new LeaseDelivery(copy.Version, tag));
        outstanding.Remove(copy.Version);
        if (Expire(now))
        {
            return [];
        }

        return hasLog && standing is { } known ? AcknowledgeOlderThan(known) : Advance(now);
    }

    /// <summary>The broker answered on the connection.</summary>
    /// <param name="askedAt">The clock just before it was asked.</param>
    /// <param name="until">Until when it hands nobody else what it delivered there.</param>
    public void OnProven(BootInstant askedAt, BootInstant until)
    {
        proof = until;
        // Without a log only an acknowledgement that the broker has seen keeps the predecessor from being started.
        if (unproven is { } copy && askedAt > acknowledgedAt)
        {
            (standing, unproven) = (copy, null);
        }
    }

    /// <summary>All tags of the session are dead. What was not leased is lost with its message.</summary>
    public void OnSessionLost(long session)
    {
        unproven = null;
        deliveries.RemoveAll(delivery => delivery.Tag.Session == session);
        IsLost |= standing is null && !deliveries.Exists(delivery => delivery.Number == message);
    }

    /// <summary>The run has ended: what the log is to say. The same each time it is written again; no renewal may follow.</summary>
    public OwnershipEntry.Ended End(BootInstant now) => end ??= new OwnershipEntry.Ended(Stamp(Number(now)));

    /// <summary>Somebody else holds the job, or it is handed back.</summary>
    public void Lose() => IsLost = true;

    /// <summary>Whether the lease is over, by the clock or before, and with it the job.</summary>
    public bool Expire(BootInstant now) => IsLost |= now >= Term.SafeUntil;

    private static BootInstant Earlier(BootInstant left, BootInstant right) => left < right ? left : right;

    private LeaseVersion Number(BootInstant now) => Run with { Sequence = newestCopy = Math.Max(newestCopy + 1, now.Nanoseconds) };

    private LeaseLineage Stamp(LeaseVersion copy) => new(copy, from ?? copy);

    private List<LeaseAction.Acknowledge> Advance(BootInstant now)
    {
        if (hasLog || !isConfirmed || next is not { } copy || !deliveries.Exists(delivery => delivery.Number == copy))
        {
            return [];
        }

        (unproven, next, acknowledgedAt) = (copy, null, now);
        return AcknowledgeOlderThan(copy);
    }

    private List<LeaseAction.Acknowledge> AcknowledgeOlderThan(LeaseVersion known)
    {
        if (!deliveries.Exists(delivery => delivery.Number.IsAtLeast(known)))
        {
            return [];
        }

        var older = deliveries.FindAll(delivery => !delivery.Number.IsAtLeast(known));
        deliveries.RemoveAll(older.Contains);
        return older.ConvertAll(delivery => new LeaseAction.Acknowledge(delivery.Tag));
    }
}
