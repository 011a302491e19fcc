using Haulbeat.RabbitMQ.Connections;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Consumes the event log from some message on, until it is disposed or something breaks. On a connection of its own, because an alarm stops those that publish.</summary>
internal sealed class EventLogSubscription : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    private const ushort Prefetch = 2000;
    private const int AckEvery = 500;

    private readonly IConnection connection;
    private readonly Handler handle;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long received;

    private EventLogSubscription(IConnection connection, IChannel channel, Handler handle)
        : base(channel)
    {
        this.connection = connection;
        this.handle = handle;
    }

    /// <summary>Takes one message. Must be quick and must not throw.</summary>
    /// <param name="offset">Its offset in the stream.</param>
    /// <param name="barrier">The id of the barrier, if it is one.</param>
    /// <param name="body">Its body; invalid after the call.</param>
    /// <returns>False if no more is wanted.</returns>
    public delegate bool Handler(long offset, string? barrier, ReadOnlySpan<byte> body);

    /// <summary>Completes when nothing more will come.</summary>
    public Task Ended => ended.Task;

    /// <summary>How many messages came.</summary>
    public long Received => Volatile.Read(ref received);

    /// <param name="connector">Opens the connection.</param>
    /// <param name="stream">The log.</param>
    /// <param name="offset">The first message to read, or null for the oldest.</param>
    /// <param name="handle">Takes the messages in order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EventLogSubscription> OpenAsync(Connector connector, EventLogStream stream, long? offset, Handler handle, CancellationToken cancellationToken)
    {
        var own = await connector.OpenAsync("reading the event log", cancellationToken).ConfigureAwait(false);
        try
        {
            var subscription = new EventLogSubscription(own, await own.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false), handle);
            await subscription.BeginAsync(stream, offset, cancellationToken).ConfigureAwait(false);
            return subscription;
        }
        catch (Exception exception)
        {
            await own.DisposeAsync().ConfigureAwait(false);
            throw BrokerRefusal.IsClosing(exception, cancellationToken) ? BrokerRefusal.Explain(exception, $"read the stream '{stream.Name}'", connector.Address, $"read on '{stream.Name}'") : exception;
        }
    }

    /// <summary>Waits until the barrier was seen, nothing more will come, or no message came for the given time.</summary>
    public async Task WaitAsync(Task seen, TimeSpan longestSilence, TimeProvider time, CancellationToken cancellationToken)
    {
        long before;
        do
        {
            before = Received;
            Task either = Task.WhenAny(seen, Ended);
            await either.WaitAsync(longestSilence, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!seen.IsCompleted && !Ended.IsCompleted && Received > before);
    }

    public override async Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The broker refuses to consume a queue that is no stream with an offset, so every message has one.
        var offset = properties.Headers?["x-stream-offset"] as long? ?? 0;
        var barrier = EventLogWriter.ReadBarrier(properties);
        if (!handle(offset, barrier, body.Span))
        {
            ended.TrySetResult();
        }

        Volatile.Write(ref received, received + 1);
        if (barrier is not null || received % AckEvery == 0)
        {
            await Channel.BasicAckAsync(deliveryTag, multiple: true, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        ended.TrySetResult();
        return Task.CompletedTask;
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        ended.TrySetResult();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, CancellationToken.None))
        {
            // It is gone already.
        }
    }

    // https://www.rabbitmq.com/docs/streams#consuming: a prefetch limit is required.
    private async Task BeginAsync(EventLogStream stream, long? offset, CancellationToken cancellationToken)
    {
        await Channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken).ConfigureAwait(false);
        var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = offset ?? (object)"first" };
        await Channel.BasicConsumeAsync(stream.Name, autoAck: false, "", noLocal: false, exclusive: false, arguments, this, cancellationToken).ConfigureAwait(false);
    }
}
