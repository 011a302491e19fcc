using Haulbeat.Jobs;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>A message as it was delivered.</summary>
/// <param name="source">Where it came from.</param>
/// <param name="session">The channel it came on.</param>
/// <param name="tag">Its delivery tag on that channel.</param>
/// <param name="isRedelivered">Whether the broker says that it was delivered before.</param>
/// <param name="properties">Its properties, headers with their AMQP types.</param>
/// <param name="body">A copy of its body.</param>
internal sealed class ReceivedMessage(IMessageSource source, ChannelSession session, ulong tag, bool isRedelivered, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
{
    private Consumer? counting;

    public IMessageSource Source => source;

    public ChannelSession Session => session;

    public ulong Tag => tag;

    public bool IsRedelivered => isRedelivered;

    public IReadOnlyBasicProperties Properties => properties;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>The consumer that brought it; null if it was asked for.</summary>
    public Consumer? Consumer
    {
        get;
        init => field = counting = value;
    }

    public BootInstant ReceivedAt { get; } = BootClock.Now;

    public DeliveryTag DeliveryTag => new(session.Id, tag);

    /// <summary>Acknowledges the message: its job is over, or it is not to be run.</summary>
    /// <returns>False if the channel session has ended.</returns>
    public Task<bool> AckAsync()
    {
        LeaveConsumer();
        return session.AckAsync(tag);
    }

    /// <inheritdoc cref="IMessageSource.AckReplacedAsync"/>
    public Task<bool> AckReplacedAsync() => source.AckReplacedAsync(this);

    /// <inheritdoc cref="IMessageSource.RequeueAsync"/>
    public Task<bool> RequeueAsync() => source.RequeueAsync(this);

    /// <summary>It does not count against its consumer's prefetch any more.</summary>
    public void LeaveConsumer() => Interlocked.Exchange(ref counting, null)?.OnSettled();
}
