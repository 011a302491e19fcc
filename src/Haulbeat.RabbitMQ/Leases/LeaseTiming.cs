using Haulbeat.Policies;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>How often this worker leases and renews. It learns the broker's ack timeout when that strikes. Safe for concurrent use.</summary>
internal sealed class LeaseTiming(TimeSpan lease, TimeSpan leaseAfter)
{
    private long ackTimeout = long.MaxValue;

    public LeaseTerms Terms { get; } = new(lease);

    public TimeSpan RenewEvery => Terms.RenewEvery(AckTimeout);

    /// <summary>How long after its delivery a job is leased.</summary>
    public TimeSpan LeaseAfter => AckTimeout is { } timeout && LeaseTerms.SoonAfter(timeout) is var soon && soon < leaseAfter ? soon : leaseAfter;

    private TimeSpan? AckTimeout => Volatile.Read(ref ackTimeout) is var ticks and < long.MaxValue ? new TimeSpan(ticks) : null;

    /// <summary>The broker ended a channel session because a delivery was unacknowledged for that long.</summary>
    public void OnAckTimeout(TimeSpan timeout)
    {
        if (timeout.Ticks > 0 && timeout.Ticks < Volatile.Read(ref ackTimeout))
        {
            Volatile.Write(ref ackTimeout, timeout.Ticks);
        }
    }
}
