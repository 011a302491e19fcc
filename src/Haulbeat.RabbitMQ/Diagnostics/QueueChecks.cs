using System.Runtime.CompilerServices;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Checks one queue and its dead-letter queue.</summary>
internal sealed class QueueChecks(IConnection connection, BrokerAddress address, BrokerVersion version)
{
    private readonly QueueDeclarer declarer = new(address);

    public async IAsyncEnumerable<Check> RunAsync(string queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(queue, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            yield return new Check("queue", CheckVerdict.Warning, $"The queue '{queue}' does not exist. The first worker or sender declares it, unless told --declare never.");
            yield break;
        }

        yield return found;
        if (found.Verdict != CheckVerdict.Bad)
        {
            yield return await new QueueKindCheck(connection, version).RunAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        yield return await FindAsync(QueueName.Dead(queue), cancellationToken).ConfigureAwait(false) is { } dead
            ? dead with { Name = "dead letters" }
            : new Check("dead letters", CheckVerdict.Warning, $"'{QueueName.Dead(queue)}' does not exist. The first worker declares it, which takes the configure permission on it. Or have it made beforehand (durable, quorum).");
    }

    private async Task<Check?> FindAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            return await declarer.FindAsync(connection, queue, cancellationToken).ConfigureAwait(false) is { } found
                ? new("queue", CheckVerdict.Good, $"'{queue}' has {found.MessageCount} messages waiting and {found.ConsumerCount} consumers. AMQP does not tell how many messages are being worked on.")
                : null;
        }
        catch (TransportException exception)
        {
            return new("queue", CheckVerdict.Bad, exception.Message);
        }
    }
}
