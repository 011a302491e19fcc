using Haulbeat.Jobs;

namespace Haulbeat.Policies;

/// <summary>What follows from the length of the lease. No clock, no I/O.</summary>
/// <param name="Lease">How long a copy waits for its worker before it goes home.</param>
internal readonly record struct LeaseTerms(TimeSpan Lease)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(1);

    // A copy is a delivery too: it must be gone before the broker's ack timeout, 30 minutes by default, counts it as forgotten.
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    // However soon a broker counts a delivery as forgotten, it is not to be flooded.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>What is left for killing the job's processes before anybody else may be handed it.</summary>
    public TimeSpan Margin => Shorter(Lease / 10, LongestMargin);

    /// <summary>Until when nobody else can be handed a job whose newest copy was sent then.</summary>
    public BootInstant SafeUntil(BootInstant sentAt) => sentAt + (Lease - Margin);

    /// <summary>When the copy was sent, at the latest, that an earlier worker said to survive until then, perhaps under a longer lease.</summary>
    public BootInstant SentBy(BootInstant survivesUntil, BootInstant now)
    {
        var sentAt = survivesUntil + (Margin - Lease);
        return sentAt < now ? sentAt : now;
    }

    /// <summary>How long after a copy the next one is made.</summary>
    /// <param name="ackTimeout">The broker's ack timeout, if it has told.</param>
    public TimeSpan RenewEvery(TimeSpan? ackTimeout) => Shorter(Shorter(Lease / 3, LongestInterval), SoonAfter(ackTimeout ?? TimeSpan.MaxValue));

    /// <summary>How soon a delivery is to be replaced by a copy where the broker bears it for that long.</summary>
    public static TimeSpan SoonAfter(TimeSpan ackTimeout) => ackTimeout / 3 > ShortestInterval ? ackTimeout / 3 : ShortestInterval;

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
