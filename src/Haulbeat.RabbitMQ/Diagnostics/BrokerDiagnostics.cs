using System.Runtime.CompilerServices;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Examines a broker as far as AMQP lets it, and says where it does not.</summary>
internal sealed class BrokerDiagnostics(Publisher publisher, Connector connector)
{
    private static readonly TimeSpan LongestPublish = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SlowRoundTrip = TimeSpan.FromMilliseconds(100);

    public async IAsyncEnumerable<Check> RunAsync(PlannedWorker? worker, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not the publishing connection, which an alarm blocks whole.
        await using var connection = await connector.OpenAsync("examining", cancellationToken);
        var version = BrokerVersion.Read(connection.ServerProperties);
        yield return new Check("login", CheckVerdict.Good, $"User '{connector.Address.User}' may use the virtual host '{connector.Address.VirtualHost}' at {connector.Address.Endpoint}.");
        yield return version.Judge();
        yield return version.JudgeStreams();
        yield return await new LogExamination(connection, publisher, connector.Time).RunAsync(cancellationToken);
        yield return JudgeHeartbeat(connection.Heartbeat);
        yield return await MeasureRoundTripAsync(connection, cancellationToken);
        yield return await TryPublishAsync(cancellationToken);
        yield return new Check("ack timeout", CheckVerdict.Warning, "AMQP does not tell the broker's consumer_timeout (30 minutes unless configured). A job that is held for longer is taken away and handed out again, except from a classic queue from 4.3 on: raise it in rabbitmq.conf above your longest job.");
        yield return new Check("clock", CheckVerdict.Good, "AMQP does not tell the broker's clock, and the lease needs none: it is counted on this machine's boot-time clock alone.");
        if (worker is null)
        {
            yield break;
        }

        await foreach (var check in new QueueExamination(connection, connector.Address, version).RunAsync(worker.Queue, cancellationToken))
        {
            yield return check;
        }

        foreach (var check in WorkerNeeds.Of(worker, connector.Address))
        {
            yield return check;
        }
    }

    private static Check JudgeHeartbeat(TimeSpan heartbeat) => heartbeat > TimeSpan.Zero
        ? new("heartbeat", CheckVerdict.Good, $"Every {heartbeat.TotalSeconds:0} s. A worker that falls silent loses its jobs to others after 2 to 3 times that, and stops them itself after {SilenceLimit.Of(heartbeat).TotalSeconds:0.#} s without an answer.")
        : new("heartbeat", CheckVerdict.Warning, $"Switched off by both sides: the broker may take very long to notice that a worker is gone. A worker still stops its jobs after {SilenceLimit.Of(heartbeat).TotalSeconds:0.#} s without an answer. Add ?heartbeat=10 to the address.");

    private async Task<Check> MeasureRoundTripAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        for (var i = 0; i < 5; i++)
        {
            var start = connector.Time.GetTimestamp();
            await channel.BasicQosAsync(0, 1, global: false, cancellationToken);
            times.Add(connector.Time.GetElapsedTime(start));
        }

        var median = times.Order().ElementAt(times.Count / 2);
        return new("round trip", median < SlowRoundTrip ? CheckVerdict.Good : CheckVerdict.Warning, $"{median.TotalMilliseconds:0.0} ms to the broker and back (median of {times.Count}).");
    }

    // To a queue that nobody has: it is confirmed and thrown away. An alarm of the broker shows only to those who publish.
    private async Task<Check> TryPublishAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestPublish, connector.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await publisher.PublishAsync($"haulbeat.nobody.{Guid.NewGuid():N}", new BasicProperties(), default, either.Token);
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
