using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>Looks for queues, and makes those that are missing. An existing queue is used as it is.</summary>
internal sealed class QueueDeclarer(BrokerAddress address)
{
    // From 4.0 on, a quorum queue without a limit of its own throws a message away at its 21st requeue, lost connections included.
    private const int DeliveryLimit = 1_000_000;

    /// <summary>How a user's queue is declared: with no argument more, or the sender's own plain declaration would be refused (406).</summary>
    public static Dictionary<string, object?> QuorumArguments() => new() { ["x-queue-type"] = "quorum" };

    /// <summary>How a queue of Haulbeat's own is declared.</summary>
    public static Dictionary<string, object?> OwnArguments(Dictionary<string, object?> more) => new(QuorumArguments().Concat(more)) { ["x-delivery-limit"] = DeliveryLimit };

    /// <summary>Sees to it that the queue exists.</summary>
    public async Task EnsureAsync(IConnection connection, string queue, QueueDeclaration declaration, CancellationToken cancellationToken)
    {
        if (await FindAsync(connection, queue, cancellationToken) is null)
        {
            await MakeAsync(connection, queue, declaration, Arguments(declaration), cancellationToken);
        }
    }

    /// <summary>Sees to it that the dead-letter queue of <paramref name="queue"/> exists.</summary>
    public Task EnsureDeadAsync(IConnection connection, string queue, QueueDeclaration declaration, CancellationToken cancellationToken) =>
        EnsureOwnAsync(connection, QueueName.Dead(queue), declaration, [], cancellationToken);

    /// <summary>Sees to it that a queue of Haulbeat's own exists: always a quorum queue, and never one that throws away what was handed out often.</summary>
    public async Task EnsureOwnAsync(IConnection connection, string queue, QueueDeclaration declaration, Dictionary<string, object?> more, CancellationToken cancellationToken)
    {
        if (await FindAsync(connection, queue, cancellationToken) is null)
        {
            var durable = declaration == QueueDeclaration.Never ? declaration : QueueDeclaration.Quorum;
            await MakeAsync(connection, queue, durable, OwnArguments(more), cancellationToken);
        }
    }

    /// <summary>What the broker says of the queue, or null if it does not exist.</summary>
    public async Task<QueueDeclareOk?> FindAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            // A channel to throw away: the broker closes it if the queue does not exist.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
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
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(queue, durable: declaration != QueueDeclaration.Transient, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            // Somebody else may have made it, differently, since we looked.
            if (BrokerRefusal.Code(exception) != BrokerRefusal.PreconditionFailed || await FindAsync(connection, queue, cancellationToken) is null)
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
