using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>One consumer on one channel. It only hands over what is delivered: work done here would hold up the channel.</summary>
internal sealed class Consumer(ChannelSession session, IMessageSource source, ushort prefetch, Action<ReceivedMessage> take) : IAsyncBasicConsumer
{
    private readonly TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int unacked;
    private string tag = "";

    public IChannel? Channel => session.Channel;

    public bool IsActive => session.IsAlive && !cancelled.Task.IsCompleted;

    /// <summary>How many more messages the broker may deliver before one is acknowledged.</summary>
    public int Room => prefetch - Volatile.Read(ref unacked);

    /// <summary>Consumes from the queue.</summary>
    /// <remarks>Can't be cancelled: the broker would deliver to a consumer that nobody knows.</remarks>
    public async Task StartAsync()
    {
        await session.Channel.BasicQosAsync(0, prefetch, global: false).ConfigureAwait(false);
        tag = await session.Channel.BasicConsumeAsync(session.Queue, autoAck: false, this).ConfigureAwait(false);
    }

    /// <summary>Consumes no more. All messages that were on their way have been handed over when this returns: the client keeps deliveries and answers in order.</summary>
    public async Task StopAsync()
    {
        await session.Channel.BasicCancelAsync(tag).ConfigureAwait(false);
        await cancelled.Task.ConfigureAwait(false);
    }

    /// <summary>One of its messages is acknowledged or requeued.</summary>
    public void OnSettled() => Interlocked.Decrement(ref unacked);

    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref unacked);
        // The body's memory is the client's, and only ours until we return.
        take(new ReceivedMessage(source, session, deliveryTag, redelivered, properties, body.ToArray()) { Consumer = this });
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // Not awaited: it takes a round trip, whose answer waits for this handler.
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
