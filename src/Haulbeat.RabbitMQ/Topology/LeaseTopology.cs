using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>Finds what leases need on the broker, and declares what is missing: the requeued queues before the lease queue that expires into them.</summary>
internal sealed class LeaseTopology(BrokerAddress address, ReceiveOptions options)
{
    // The broker takes durations as 32-bit counts of milliseconds (https://www.rabbitmq.com/docs/ttl).
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue);

    // The broker deletes an expired queue with everything in it, however long the broker itself was down (https://www.rabbitmq.com/docs/ttl#queue-ttl): far beyond any holiday.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(30);

    private readonly QueueDeclarer declarer = new(address);

    /// <summary>The worker's lease queue.</summary>
    public string LeaseQueue { get; } = LeaseNames.LeaseQueue(options.Worker, options.Lease);

    /// <summary>The arguments of a lease queue.</summary>
    public static Dictionary<string, object?> LeaseArguments(TimeSpan lease) => new()
    {
        ["x-message-ttl"] = Milliseconds(lease),
        ["x-expires"] = Milliseconds(Abandoned > lease * 10 ? Abandoned : lease * 10),
        ["x-dead-letter-exchange"] = LeaseNames.RequeueExchange,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>The arguments of a requeued queue. Under a policy with a max-length it refuses a message, which then stays in the lease queue, rather than discard the oldest.</summary>
    public static Dictionary<string, object?> RequeuedArguments() => new() { ["x-overflow"] = "reject-publish" };

    /// <exception cref="TransportException">Something is missing and can't be declared.</exception>
    public async Task EnsureAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await EnsureExchangeAsync(connection, LeaseNames.LeaseExchange, cancellationToken);
        await EnsureExchangeAsync(connection, LeaseNames.RequeueExchange, cancellationToken);
        foreach (var queue in options.Queues.Distinct(StringComparer.Ordinal))
        {
            var requeued = LeaseNames.RequeuedQueue(queue);
            await declarer.EnsureOwnAsync(connection, requeued, options.Declare, RequeuedArguments(), cancellationToken);
            await BindAsync(connection, requeued, LeaseNames.RequeueExchange, LeaseNames.Requeued(queue), cancellationToken);
        }

        await declarer.EnsureOwnAsync(connection, LeaseQueue, options.Declare, LeaseArguments(options.Lease), cancellationToken);
        await BindAsync(connection, LeaseQueue, LeaseNames.LeaseExchange, LeaseNames.AllOf(options.Worker, options.Lease), cancellationToken);
    }

    /// <summary>Whether the exchanges exist. Consumers notice a queue that is deleted, and publishers a binding.</summary>
    public async Task<bool> HasExchangesAsync(IConnection connection, CancellationToken cancellationToken) =>
        await IsThereAsync(connection, LeaseNames.LeaseExchange, cancellationToken) && await IsThereAsync(connection, LeaseNames.RequeueExchange, cancellationToken);

    private static long Milliseconds(TimeSpan time) => (long)(time < Longest ? time : Longest).TotalMilliseconds;

    private async Task EnsureExchangeAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(connection, exchange, cancellationToken))
        {
            return;
        }

        if (options.Declare == QueueDeclaration.Never)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"The exchange '{exchange}' does not exist, and nothing is to be declared");
        }

        await AskAsync(connection, channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken), $"declare the exchange '{exchange}'", $"configure on '{exchange}'", cancellationToken);
    }

    private async Task<bool> IsThereAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(connection, channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken), $"find the exchange '{exchange}'", "none", cancellationToken);
            return true;
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            return false;
        }
    }

    // A user without the permission had the binding made beforehand. If not, the broker returns the first lease message.
    private async Task BindAsync(IConnection connection, string queue, string exchange, string key, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(connection, channel => channel.QueueBindAsync(queue, exchange, key, cancellationToken: cancellationToken), $"bind the queue '{queue}'", $"write on '{queue}' and read on '{exchange}'", cancellationToken);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NotPermitted)
        {
        }
    }

    private async Task AskAsync(IConnection connection, Func<IChannel, Task> ask, string what, string permission, CancellationToken cancellationToken)
    {
        try
        {
            // On a channel of its own: the broker closes it if the answer is no.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await ask(channel);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, what, address, permission);
        }
    }
}
