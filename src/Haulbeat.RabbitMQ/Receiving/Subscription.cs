using Haulbeat.Runner.RunnerProtocol;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>One consumer on one channel. It only writes down what comes: work done here would hold up the channel.</summary>
internal sealed class Subscription(ChannelSession session, ushort prefetch, Action<ReceivedMessage> take) : IAsyncBasicConsumer
{
    private int held;
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IChannel? Channel => session.Channel;

    public ushort Prefetch => prefetch;

    /// <summary>How many of its messages are being worked on: they count against its prefetch.</summary>
    public int Held => Volatile.Read(ref held);

    public string Tag { get; private set; } = "";

    public bool IsActive => session.IsAlive && !cancelled.Task.IsCompleted;

    /// <summary>One of its messages is begun, or is off its hands.</summary>
    public void Count(int change) => Interlocked.Add(ref held, change);

    /// <summary>Consumes from the queue.</summary>
    /// <remarks>Cannot be cancelled: the broker would deliver to a consumer that nobody knows.</remarks>
    public async Task StartAsync()
    {
        await session.Channel.BasicQosAsync(0, prefetch, global: false);
        Tag = await session.Channel.BasicConsumeAsync(session.Queue, autoAck: false, this);
    }

    /// <summary>Consumes no more. On return all that was on its way is there: the client hands deliveries and the answer over in their order.</summary>
    public async Task StopAsync()
    {
        await session.Channel.BasicCancelAsync(Tag);
        await cancelled.Task;
    }

    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The body's memory is the client's, and only ours until we return.
        take(new ReceivedMessage(session, deliveryTag, redelivered, properties, body.ToArray()) { Subscription = this });
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // Not awaited: what it finds out takes a round trip, which waits for this very handler.
        session.OnCancelledByBroker();
        cancelled.TrySetResult();
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        cancelled.TrySetResult();
        return Task.CompletedTask;
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        cancelled.TrySetResult();
        return Task.CompletedTask;
    }
}
