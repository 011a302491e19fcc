using System.Runtime.CompilerServices;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Examining;

/// <summary>Examines one queue and its dead-letter queue.</summary>
internal sealed class QueueExamination(IConnection connection, BrokerAddress address, BrokerVersion version)
{
    private readonly QueueDeclarer declarer = new(address);

    public async IAsyncEnumerable<Finding> RunAsync(string queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(queue, cancellationToken) is not { } found)
        {
            yield return new Finding("queue", FindingVerdict.Warning, $"The queue '{queue}' does not exist. It is declared by the first worker or sender, unless told --declare never.");
            yield break;
        }

        yield return found;
        if (found.Verdict != FindingVerdict.Bad)
        {
            yield return await new KindExamination(connection, version).RunAsync(queue, cancellationToken);
        }

        yield return await FindAsync(QueueName.Dead(queue), cancellationToken) is { } dead
            ? dead with { Check = "dead letters" }
            : new Finding("dead letters", FindingVerdict.Warning, $"'{QueueName.Dead(queue)}' does not exist. The first worker declares it, which takes the configure permission on it; else have it made beforehand (durable, quorum).");
    }

    private async Task<Finding?> FindAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            return await declarer.FindAsync(connection, queue, cancellationToken) is { } found
                ? new("queue", FindingVerdict.Good, $"'{queue}' has {found.MessageCount} messages waiting and {found.ConsumerCount} consumers. How many are being worked on AMQP does not tell.")
                : null;
        }
        catch (TransportException exception)
        {
            return new("queue", FindingVerdict.Bad, exception.Message);
        }
    }
}
