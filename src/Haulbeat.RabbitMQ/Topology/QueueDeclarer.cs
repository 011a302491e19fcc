using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>Finds queues, and declares those that are missing. An existing queue is used as it is.</summary>
internal sealed class QueueDeclarer(BrokerAddress address)
{
    // From 4.0 on, a quorum queue without a limit of its own discards a message at its 21st requeue, lost connections included (https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling).
    private const int DeliveryLimit = 1_000_000;

    /// <summary>The arguments of a user's queue: the type alone, or the broker would refuse the sender's own plain declaration (406, https://www.rabbitmq.com/docs/queues#property-equivalence).</summary>
    public static Dictionary<string, object?> QuorumArguments() => new() { ["x-queue-type"] = "quorum" };

    /// <summary>The arguments of a queue of Haulbeat's own.</summary>
    public static Dictionary<string, object?> OwnArguments(Dictionary<string, object?> more) => new(QuorumArguments().Concat(more)) { ["x-delivery-limit"] = DeliveryLimit };

    /// <summary>Declares the queue if it does not exist.</summary>
    public async Task EnsureAsync(IConnection connection, string queue, QueueDeclaration declaration, CancellationToken cancellationToken)
    {
        if (await FindAsync(connection, queue, cancellationToken).ConfigureAwait(false) is null)
        {
            await MakeAsync(connection, queue, declaration, Arguments(declaration), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Declares the dead-letter queue of <paramref name="queue"/> if it does not exist.</summary>
    public Task EnsureDeadAsync(IConnection connection, string queue, QueueDeclaration declaration, CancellationToken cancellationToken) =>
        EnsureOwnAsync(connection, QueueName.Dead(queue), declaration, [], cancellationToken);

    /// <summary>Declares a queue of Haulbeat's own if it does not exist: always a quorum queue, and one that does not discard what was delivered often.</summary>
    public async Task EnsureOwnAsync(IConnection connection, string queue, QueueDeclaration declaration, Dictionary<string, object?> more, CancellationToken cancellationToken)
    {
        if (await FindAsync(connection, queue, cancellationToken).ConfigureAwait(false) is null)
        {
            var durable = declaration == QueueDeclaration.Never ? declaration : QueueDeclaration.Quorum;
            await MakeAsync(connection, queue, durable, OwnArguments(more), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the broker says of the queue, or null if it does not exist.</summary>
    public async Task<QueueDeclareOk?> FindAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            // On a channel of its own: the broker closes it if the queue does not exist.
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException exception) when (BrokerRefusal.IsNoQueue(exception.ShutdownReason))
        {
            return null;
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, $"use the queue '{queue}'", address, $"read on '{queue}'");
        }
    }

    private async Task MakeAsync(IConnection connection, string queue, QueueDeclaration declaration, Dictionary<string, object?>? arguments, CancellationToken cancellationToken)
    {
        if (declaration == QueueDeclaration.Never)
        {
            throw Missing(queue);
        }

        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            await channel.QueueDeclareAsync(queue, durable: declaration != QueueDeclaration.Transient, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            // Somebody else may have declared it, differently, since we looked.
            if (BrokerRefusal.Code(exception) != BrokerRefusal.PreconditionFailed || await FindAsync(connection, queue, cancellationToken).ConfigureAwait(false) is null)
            {
                throw BrokerRefusal.Explain(exception, $"declare the queue '{queue}', which does not exist", address, $"configure on '{queue}', or the queue made beforehand by somebody who may (durable, quorum)");
            }
        }
    }

    private static TransportException Missing(string queue) => new(
        TransportError.NoSuchQueue,
        $"The queue '{queue}' does not exist, and nothing is to be declared. Make it beforehand (durable, quorum), or let Haulbeat declare it (--declare quorum).");

    private static Dictionary<string, object?>? Arguments(QueueDeclaration declaration) => declaration == QueueDeclaration.Quorum ? QuorumArguments() : null;
}
