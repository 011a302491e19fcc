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
            yield return JudgeKind(queue, await DifferenceAsync(queue, cancellationToken));
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

    // AMQP has no question for a queue's kind, but declaring it again, which changes nothing, is refused with the first difference.
    private async Task<string?> DifferenceAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, QueueDeclarer.QuorumArguments(), cancellationToken: cancellationToken);
            return null;
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception))
        {
            return BrokerRefusal.Text(exception);
        }
    }

    private Finding JudgeKind(string queue, string? difference) => difference switch
    {
        null => version.HasDefaultDeliveryLimit
            ? new("queue kind", FindingVerdict.Warning, $"'{queue}' is a durable quorum queue without a delivery limit of its own. From 4.0 on, a job whose connection was lost about 20 times is thrown away: set x-delivery-limit, or a dead-letter exchange, by a policy.")
            : new("queue kind", FindingVerdict.Good, $"'{queue}' is a durable quorum queue as Haulbeat declares it."),
        _ when difference.Contains("stream", StringComparison.Ordinal) => new("queue kind", FindingVerdict.Bad, $"'{queue}' is a stream: what is taken from it stays in it, so its jobs would be run again and again. Take a quorum queue."),
        _ when difference.Contains("'durable'", StringComparison.Ordinal) => new("queue kind", FindingVerdict.Warning, $"'{queue}' is not durable: a restart of the broker removes it with all its jobs."),
        _ => new("queue kind", FindingVerdict.Warning, $"'{queue}' differs from how Haulbeat would declare it, and is used as it is: {difference}."),
    };
}
