using Haulbeat.Jobs;

namespace Haulbeat.Policies;

/// <summary>What follows from the length of the lease. No clock, no I/O.</summary>
/// <param name="Lease">How long a lease lasts without renewal.</param>
public readonly record struct LeaseTerms(TimeSpan Lease)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(1);

    // An unacked lease message must be acked before the broker's ack timeout, 30 minutes by default: https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    // However short the ack timeout: a shorter interval would flood the broker.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The time to kill the job's processes in, before another worker may be handed the job: a tenth of the lease, at most 1 second.</summary>
    public TimeSpan Margin => Shorter(Lease / 10, LongestMargin);

    /// <summary>When another worker may be handed a job whose lease was last renewed at the given moment.</summary>
    public BootInstant EndsAt(BootInstant renewedAt) => renewedAt + Lease;

    /// <summary>The deadline of a job whose lease was last renewed at the given moment: the runner kills it then.</summary>
    public BootInstant SafeUntil(BootInstant renewedAt) => SafeBefore(EndsAt(renewedAt));

    /// <summary>The deadline of a job whose lease ends at the given moment.</summary>
    public BootInstant SafeBefore(BootInstant end) => end + -Margin;

    /// <summary>When the lease was last renewed, at the latest, whose job an earlier worker let survive until the given moment, perhaps under a longer lease.</summary>
    public BootInstant SentBy(BootInstant survivesUntil, BootInstant now)
    {
        var sentAt = survivesUntil + (Margin - Lease);
        return sentAt < now ? sentAt : now;
    }

    /// <summary>How long after a renewal the next one is due: a third of the lease, at most 10 minutes, at most a third of the ack timeout.</summary>
    /// <param name="ackTimeout">The broker's ack timeout, if it has one and told it.</param>
    public TimeSpan RenewEvery(TimeSpan? ackTimeout) => Shorter(Shorter(Lease / 3, LongestInterval), SoonAfter(ackTimeout ?? TimeSpan.MaxValue));

    /// <summary>How soon to replace a delivery by a lease message, where the broker lets it be unacked for the given time.</summary>
    public static TimeSpan SoonAfter(TimeSpan ackTimeout) => ackTimeout / 3 > ShortestInterval ? ackTimeout / 3 : ShortestInterval;

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
