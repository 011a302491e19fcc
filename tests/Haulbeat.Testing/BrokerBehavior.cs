namespace Haulbeat.Testing;

/// <summary>What the versions of RabbitMQ that the tests run on do differently.</summary>
public sealed record BrokerBehavior(Version Version)
{
    private static readonly Version NewAckTimeout = new(4, 3);

    /// <summary>
    /// When an ack is overdue, a quorum queue cancels the consumer at once and hands its messages out again. Earlier ones close the channel
    /// (406) when they look, once a minute. A cancel no longer tells that the queue was deleted: the same comes while it can still be found.
    /// </summary>
    public bool CancelsOnAckTimeout => Version >= NewAckTimeout;

    /// <summary>A reply to a direct-reply caller that left is dropped without a word. Earlier ones return it.</summary>
    public bool DropsRepliesToNobody => Version >= NewAckTimeout;

    /// <summary>A basic.get from a queue that is just being deleted costs the whole connection (541), and with it other queues' jobs.</summary>
    public bool ClosesConnectionOnGetFromDeletedQueue => Version >= NewAckTimeout;

    /// <summary>Reads what rabbitmqctl version printed.</summary>
    public static BrokerBehavior Of(string printed) => new(Version.Parse(printed.Trim().Split('-', '+', '~')[0]));
}
