using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>Looks for what leases need on the broker, and makes what is missing: requeued queues before the lease queue that dead-letters to them.</summary>
internal sealed class LeaseTopology(BrokerAddress address, ReceiveOptions options)
{
    // Durations on a broker are 32-bit counts of milliseconds.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue);

    // A queue that nobody consumes is deleted with its messages, also when the broker itself was away for that long: far longer than any holiday.
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

    /// <summary>The arguments of a requeued queue. Under a policy with a max-length it refuses a message, which stays where it is, rather than drop the oldest.</summary>
    public static Dictionary<string, object?> RequeuedArguments() => new() { ["x-overflow"] = "reject-publish" };

    /// <exception cref="TransportException">Something is missing and cannot be made.</exception>
    public async Task EnsureAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await EnsureExchangeAsync(connection, LeaseNames.LeaseExchange, cancellationToken).ConfigureAwait(false);
        await EnsureExchangeAsync(connection, LeaseNames.RequeueExchange, cancellationToken).ConfigureAwait(false);
        foreach (var queue in options.Queues.Distinct(StringComparer.Ordinal))
        {
            var requeued = LeaseNames.RequeuedQueue(queue);
            await declarer.EnsureOwnAsync(connection, requeued, options.Declare, RequeuedArguments(), cancellationToken).ConfigureAwait(false);
            await BindAsync(connection, requeued, LeaseNames.RequeueExchange, LeaseNames.Requeued(queue), cancellationToken).ConfigureAwait(false);
        }

        await declarer.EnsureOwnAsync(connection, LeaseQueue, options.Declare, LeaseArguments(options.Lease), cancellationToken).ConfigureAwait(false);
        await BindAsync(connection, LeaseQueue, LeaseNames.LeaseExchange, LeaseNames.AllOf(options.Worker, options.Lease), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the exchanges exist. A missing queue is noticed by its consumer, and a missing binding by whoever publishes.</summary>
    public async Task<bool> HasExchangesAsync(IConnection connection, CancellationToken cancellationToken) =>
        await IsThereAsync(connection, LeaseNames.LeaseExchange, cancellationToken).ConfigureAwait(false) && await IsThereAsync(connection, LeaseNames.RequeueExchange, cancellationToken).ConfigureAwait(false);

    private static long Milliseconds(TimeSpan time) => (long)(time < Longest ? time : Longest).TotalMilliseconds;

    private async Task EnsureExchangeAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(connection, exchange, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (options.Declare == QueueDeclaration.Never)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"The exchange '{exchange}' does not exist, and nothing is to be declared");
        }

        await AskAsync(connection, channel => channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellationToken), $"declare the exchange '{exchange}'", $"configure on '{exchange}'", cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsThereAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(connection, channel => channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken), $"find the exchange '{exchange}'", "none", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            return false;
        }
    }

    // Where the user may not bind, somebody did it beforehand. A missing binding is noticed when a lease message is published.
    private async Task BindAsync(IConnection connection, string queue, string exchange, string key, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(connection, channel => channel.QueueBindAsync(queue, exchange, key, cancellationToken: cancellationToken), $"bind the queue '{queue}'", $"write on '{queue}' and read on '{exchange}'", cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NotPermitted)
        {
        }
    }

    private async Task AskAsync(IConnection connection, Func<IChannel, Task> ask, string what, string permission, CancellationToken cancellationToken)
    {
        try
        {
            // A channel to throw away: the broker closes it if the answer is no.
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            await ask(channel).ConfigureAwait(false);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, what, address, permission);
        }
    }
}
