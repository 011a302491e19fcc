using System.Runtime.CompilerServices;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Examines a broker as far as AMQP allows, and says where it doesn't.</summary>
internal sealed class BrokerDiagnostics(Publisher publisher, Connector connector) : IDiagnostics
{
    private static readonly TimeSpan LongestPublish = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SlowRoundTrip = TimeSpan.FromMilliseconds(100);

    public async IAsyncEnumerable<Check> ExamineAsync(PlannedWorker? worker, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not the publishing connection, which an alarm blocks whole.
        var connection = await connector.OpenAsync("examining", cancellationToken).ConfigureAwait(false);
        await using var connectionScope = connection.ConfigureAwait(false);
        var version = BrokerVersion.Read(connection.ServerProperties);
        yield return new Check("login", CheckVerdict.Good, $"User '{connector.Address.User}' may use the virtual host '{connector.Address.VirtualHost}' at {connector.Address.Endpoint}.");
        yield return CheckVersion(version);
        yield return CheckStreams(version);
        yield return await new EventLogCheck(connection, publisher, connector.Time).RunAsync(cancellationToken).ConfigureAwait(false);
        yield return CheckHeartbeat(connection.Heartbeat);
        yield return await CheckRoundTripAsync(connection, cancellationToken).ConfigureAwait(false);
        yield return await CheckPublishingAsync(cancellationToken).ConfigureAwait(false);
        yield return new Check("ack timeout", CheckVerdict.Warning, "AMQP does not tell the broker's consumer_timeout (30 minutes unless configured). The broker takes away a job that is unacked for longer and redelivers it, except from a classic queue from 4.3 on: raise it in rabbitmq.conf above your longest job.");
        yield return new Check("clock", CheckVerdict.Good, "AMQP does not tell the broker's clock, and leases need none: they are counted on this machine's boot-time clock alone.");
        if (worker is null)
        {
            yield break;
        }

        await foreach (var check in new QueueChecks(connection, connector.Address, version).RunAsync(worker.Queue, cancellationToken).ConfigureAwait(false))
        {
            yield return check;
        }

        foreach (var check in WorkerChecks.Of(worker, connector.Address))
        {
            yield return check;
        }
    }

    private static Check CheckVersion(BrokerVersion version) => version switch
    {
        { Product: not "RabbitMQ" } => new("version", CheckVerdict.Warning, $"The broker calls itself '{version.Product}'. Haulbeat is tested with RabbitMQ alone."),
        { Version: null } => new("version", CheckVerdict.Warning, "RabbitMQ does not say its version."),
        { HasQuorumQueues: false } => new("version", CheckVerdict.Bad, $"RabbitMQ {version.Version} has no quorum queues. Upgrade to 3.10 or later."),
        _ => new("version", CheckVerdict.Good, $"RabbitMQ {version.Version}."),
    };

    private static Check CheckStreams(BrokerVersion version) => version.HasStreams
        ? new("streams", CheckVerdict.Good, $"RabbitMQ {version.Version} has streams over AMQP; no plugin is needed.")
        : new("streams", CheckVerdict.Warning, "The broker may have no streams (RabbitMQ has them from 3.9 on): then it keeps no history of jobs.");

    private static Check CheckHeartbeat(TimeSpan heartbeat) => heartbeat > TimeSpan.Zero
        ? new("heartbeat", CheckVerdict.Good, $"Every {heartbeat.TotalSeconds:0} s. A worker that falls silent loses its unacked jobs to others after 2 to 3 times that, and stops them itself after {SilenceLimit.Of(heartbeat).TotalSeconds:0.#} s without an answer.")
        : new("heartbeat", CheckVerdict.Warning, $"Switched off by both sides: the broker may take very long to notice that a worker is gone. A worker still stops its unacked jobs after {SilenceLimit.Of(heartbeat).TotalSeconds:0.#} s without an answer. Add ?heartbeat=10 to the address.");

    private async Task<Check> CheckRoundTripAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var channelScope = channel.ConfigureAwait(false);
        for (var i = 0; i < 5; i++)
        {
            var start = connector.Time.GetTimestamp();
            await channel.BasicQosAsync(0, 1, global: false, cancellationToken).ConfigureAwait(false);
            times.Add(connector.Time.GetElapsedTime(start));
        }

        var median = times.Order().ElementAt(times.Count / 2);
        return new("round trip", median < SlowRoundTrip ? CheckVerdict.Good : CheckVerdict.Warning, $"{median.TotalMilliseconds:0.0} ms to the broker and back (median of {times.Count}).");
    }

    // To a queue that does not exist: the broker returns the message. Only those who publish learn of a broker's alarm.
    private async Task<Check> CheckPublishingAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestPublish, connector.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await publisher.PublishAsync($"haulbeat.nobody.{Guid.NewGuid():N}", new BasicProperties(), default, either.Token).ConfigureAwait(false);
            return Bad("The broker took a message for a queue that does not exist.");
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            return new("publishing", CheckVerdict.Good, "The broker takes and confirms messages.");
        }
        catch (TransportException exception)
        {
            return Bad(exception.Message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Bad($"No answer to a message within {LongestPublish.TotalSeconds:0} s. {exception.Message}");
        }

        static Check Bad(string message) => new("publishing", CheckVerdict.Bad, message);
    }
}
