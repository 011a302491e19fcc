using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A message as it came.</summary>
/// <param name="Session">The channel it came on.</param>
/// <param name="Tag">Its delivery tag, which means nothing anywhere else.</param>
/// <param name="IsRedelivered">Whether the broker says that it handed it out before.</param>
/// <param name="Properties">Its properties, headers with their AMQP types.</param>
/// <param name="Body">A copy of its body.</param>
internal sealed record ReceivedMessage(ChannelSession Session, ulong Tag, bool IsRedelivered, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>The consumer that brought it; null if it was asked for.</summary>
    public Subscription? Subscription { get; init; }

    /// <summary>Where it came from; null for a copy from the own lease queue.</summary>
    public QueueSource? Source { get; init; }

    public BootInstant ReceivedAt { get; } = BootClock.Now;

    public DeliveryTag DeliveryTag => new(Session.Id, Tag);
}
