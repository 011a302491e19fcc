namespace Haulbeat.Custody.Protocol;

/// <summary>One job's custody on a broker: the message that stands for it now, and the copy that is to replace it. Decides; does nothing. Not for concurrent use.</summary>
/// <remarks>
/// A copy replaces its predecessor in four steps: confirmed by the broker, written to the log, delivered back to us, predecessor acknowledged.
/// Between any two of them everything may break: at each moment at least one message stands for the job (G1), and of several that do, the log
/// allows only the newest to be started (G2).
/// </remarks>
internal sealed class CopyChain
{
    private readonly LeaseTerms terms;
    private readonly bool hasLog;
    private readonly bool isFresh;
    private CopyLink current;
    private CopyLink? next;
    private BootInstant proof;
    private BootInstant? countsFrom;
    private readonly int stride = 1;
    private int newestCopy;

    /// <summary>Custody that begins with a message that was delivered.</summary>
    /// <param name="message">Which message.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="run">The run that starts from it: what its first copy is to be numbered.</param>
    /// <param name="isFresh">Whether it is the sender's message, handed out for the first time ever.</param>
    /// <param name="proof">Until when the broker keeps what it delivered for us, by the newest proof.</param>
    /// <param name="terms">The lease.</param>
    /// <param name="hasLog">Whether there is a log.</param>
    public CopyChain(CopyNumber message, DeliveryTag tag, CopyNumber run, bool isFresh, BootInstant proof, LeaseTerms terms, bool hasLog)
    {
        (this.terms, this.hasLog, this.isFresh, this.proof) = (terms, hasLog, isFresh, proof);
        current = new CopyLink(message, null, tag, IsConfirmed: true, IsLogged: true);
        Run = run;
    }

    /// <summary>Custody that goes on after a restart: the copies are still to be delivered.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sentAt">When its newest copy was sent, by what its runner was told.</param>
    /// <param name="terms">The lease.</param>
    /// <param name="hasLog">Whether there is a log.</param>
    public CopyChain(CopyNumber run, BootInstant sentAt, LeaseTerms terms, bool hasLog)
    {
        (this.terms, this.hasLog, countsFrom) = (terms, hasLog, sentAt);
        current = new CopyLink(run with { Copy = 0 }, sentAt, null, IsConfirmed: true, IsLogged: true);
        Run = run;
        // Copies that our predecessor sent may be delivered after the first: a number must never be given twice.
        stride = 1000;
    }

    /// <summary>The run that this custody is for.</summary>
    public CopyNumber Run { get; }

    /// <summary>The message that stands for the job.</summary>
    public CopyNumber Current => current.Number;

    /// <summary>How to acknowledge it, or null while it is not delivered to us.</summary>
    public DeliveryTag? Tag => current.Tag;

    /// <summary>Whether a copy is under way.</summary>
    public bool IsRenewing => next is not null;

    /// <summary>Whether the job has to be stopped: somebody else may be handed it.</summary>
    public bool IsLost { get; private set; }

    /// <summary>How long custody lasts as things stand.</summary>
    public CustodyTerm Term
    {
        get
        {
            var alone = countsFrom is { } sentAt ? terms.SafeUntil(sentAt) : BootInstant.Past;
            // An unacknowledged message does not expire while its connection lives.
            return new CustodyTerm(current.Tag is null || alone > proof ? alone : proof, alone);
        }
    }

    /// <summary>A copy is due. While one is under way nothing is to be done; one that failed is followed by another number.</summary>
    public IEnumerable<CustodyAction> Renew(BootInstant now)
    {
        if (next is not null || IsLost)
        {
            return [];
        }

        next = new CopyLink(Run with { Copy = newestCopy += stride }, now, null, IsConfirmed: false, IsLogged: false);
        return [new CustodyAction.Publish(next.Number)];
    }

    /// <summary>The broker has the copy.</summary>
    public IEnumerable<CustodyAction> OnConfirmed(CopyNumber copy)
    {
        if (next?.Number != copy || IsLost)
        {
            return [];
        }

        next = next with { IsConfirmed = true };
        return hasLog ? [new CustodyAction.Append(new LogEntry.Claimed(copy, current.Number, isFresh && current.Number.IsOriginal))] : Advance();
    }

    /// <summary>The log has the copy.</summary>
    /// <param name="copy">Which one.</param>
    /// <param name="now">The clock. What comes after the end of custody does not bring it back: others were free to read the log before.</param>
    public IEnumerable<CustodyAction> OnLogged(CopyNumber copy, BootInstant now)
    {
        if (Expire(now) || next?.Number != copy)
        {
            return [];
        }

        next = next with { IsLogged = true };
        return Advance();
    }

    /// <summary>The copy was not published, or nobody knows. It is given up; should it turn up all the same, it stands or is taken off.</summary>
    /// <remarks>Only a copy that is not confirmed: once its entry may be in the log, it is the one that stands, and the entry is written until it is there.</remarks>
    public void OnFailed(CopyNumber copy)
    {
        if (next?.Number == copy && !next.IsConfirmed)
        {
            next = null;
        }
    }

    /// <summary>A copy for this run was delivered from the own custody queue.</summary>
    public IEnumerable<CustodyAction> OnDelivered(CopyNumber copy, DeliveryTag tag)
    {
        newestCopy = Math.Max(newestCopy, copy.Copy);
        if (IsLost)
        {
            // It may be the one that the log knows: it must go home, and only when nothing of the job runs here any more.
            next = new CopyLink(copy, null, tag, IsConfirmed: true, IsLogged: false);
            return [];
        }

        if (next?.Number == copy)
        {
            next = next with { Tag = tag };
            return Advance();
        }

        // After a restart the newest that comes is the one that stands; the older it, the earlier it is gone.
        if (current.Number.IsOfSameRun(copy) && copy.Copy >= current.Number.Copy)
        {
            var older = current.Tag;
            current = current with { Number = copy, Tag = tag };
            return older is { } stale && stale != tag ? [new CustodyAction.Acknowledge(stale)] : [];
        }

        return [new CustodyAction.Acknowledge(tag)];
    }

    /// <summary>The broker answered on the connection: what it delivered there is ours until then.</summary>
    public void OnProven(BootInstant until)
    {
        proof = until;
        if (!hasLog)
        {
            // Without a log only the acknowledgement, which went before this answer, keeps the predecessor from being started.
            countsFrom = current.SentAt ?? countsFrom;
        }
    }

    /// <summary>All tags of the generation are dead.</summary>
    public IEnumerable<CustodyAction> OnGenerationLost(long generation)
    {
        next = next?.Without(generation);
        if (current.Tag?.Generation != generation)
        {
            return [];
        }

        current = current with { Tag = null };
        if (hasLog && next is { IsConfirmed: true, IsLogged: true })
        {
            return Promote(next);
        }

        IsLost |= current.SentAt is null;
        return [];
    }

    /// <summary>The copies that are delivered here. After a loss, and when the job is handed back, they go home; whoever is handed them judges by the log.</summary>
    public IEnumerable<DeliveryTag> Copies => new[] { current, next }
        .OfType<CopyLink>()
        .Where(link => !link.Number.IsOriginal && link.Tag is not null)
        .Select(link => link.Tag!.Value);

    /// <summary>Somebody else holds the job, or it has ended.</summary>
    public void Lose() => IsLost = true;

    /// <summary>Whether custody is over by the clock, and with it the job.</summary>
    public bool Expire(BootInstant now) => IsLost |= now >= Term.SafeUntil;

    private IEnumerable<CustodyAction> Advance() =>
        next is { IsConfirmed: true, Tag: not null } ready && (ready.IsLogged || !hasLog) ? Promote(ready) : [];

    private IEnumerable<CustodyAction> Promote(CopyLink link)
    {
        var replaced = current.Tag;
        (current, next) = (link, null);
        countsFrom = hasLog ? link.SentAt : countsFrom;
        return replaced is { } tag ? [new CustodyAction.Acknowledge(tag)] : [];
    }
}
