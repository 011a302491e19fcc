using Haulbeat.RabbitMQ.Connections;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Reads the log from some point on, until it is disposed or something breaks. A connection of its own, since an alarm stops those that publish.</summary>
internal sealed class LogSubscription : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    private const ushort Prefetch = 2000;
    private const int AckEvery = 500;

    private readonly IConnection connection;
    private readonly LogHandler handle;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long received;

    private LogSubscription(IConnection connection, IChannel channel, LogHandler handle)
        : base(channel)
    {
        this.connection = connection;
        this.handle = handle;
    }

    /// <summary>Completes when nothing more will come.</summary>
    public Task Ended => ended.Task;

    /// <summary>How many messages came.</summary>
    public long Received => Volatile.Read(ref received);

    /// <param name="connector">Opens the connection.</param>
    /// <param name="stream">The log.</param>
    /// <param name="offset">The first message to read, or null for the oldest there is.</param>
    /// <param name="handle">Takes the messages in their order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LogSubscription> OpenAsync(Connector connector, LogStream stream, long? offset, LogHandler handle, CancellationToken cancellationToken)
    {
        var own = await connector.OpenAsync("reading the log", cancellationToken);
        try
        {
            var subscription = new LogSubscription(own, await own.CreateChannelAsync(cancellationToken: cancellationToken), handle);
            await subscription.BeginAsync(stream, offset, cancellationToken);
            return subscription;
        }
        catch (Exception exception)
        {
            await own.DisposeAsync();
            throw BrokerRefusal.IsClosing(exception, cancellationToken) ? BrokerRefusal.Explain(exception, $"read the stream '{stream.Name}'", connector.Address, $"read on '{stream.Name}'") : exception;
        }
    }

    public override async Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // A queue that is no stream cannot be consumed with an offset: the broker refuses.
        var number = properties.Headers?["x-stream-offset"] as long? ?? 0;
        var mark = properties.Type == LogMark.Type ? properties.MessageId : null;
        if (!handle(number, mark, body.Span))
        {
            ended.TrySetResult();
        }

        Volatile.Write(ref received, received + 1);
        if (mark is not null || received % AckEvery == 0)
        {
            await Channel.BasicAckAsync(deliveryTag, multiple: true, cancellationToken);
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
            await connection.DisposeAsync();
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, CancellationToken.None))
        {
            // It is gone already.
        }
    }

    private async Task BeginAsync(LogStream stream, long? offset, CancellationToken cancellationToken)
    {
        await Channel.BasicQosAsync(0, Prefetch, global: false, cancellationToken);
        var arguments = new Dictionary<string, object?> { ["x-stream-offset"] = offset ?? (object)"first" };
        await Channel.BasicConsumeAsync(stream.Name, autoAck: false, "", noLocal: false, exclusive: false, arguments, this, cancellationToken);
    }
}
