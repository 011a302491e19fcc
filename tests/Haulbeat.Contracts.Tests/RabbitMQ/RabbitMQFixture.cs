using System.Collections.Concurrent;
using System.Text;
using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.RabbitMQ;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>The broker that ./test started, and a client beside Haulbeat to look into it.</summary>
public sealed class RabbitMQFixture : TransportFixture
{
    // Brokers before 4.0 take 128 MiB, later ones 16 MiB.
    private const int LargestMessage = 128 * 1024 * 1024;

    private readonly ConcurrentBag<string> queues = [];

    public static Uri Broker => TestBroker.Require();

    public override ReadOnlyMemory<byte> OversizedBody() => new byte[LargestMessage + 1];

    // Whoever takes over an unacked job waits for its owner's last liveness probe to run out, which is two heartbeats.
    public override async Task<ITransport> OpenAsync(CancellationToken cancellationToken) => await ConnectAsync(new UriBuilder(Broker) { Query = "heartbeat=2" }.ToString(), cancellationToken);

    public static Task<RabbitMQTransport> ConnectAsync(string address, CancellationToken cancellationToken) =>
        RabbitMQTransport.ConnectAsync(address, TimeSpan.FromSeconds(10), "contract", TimeProvider.System, cancellationToken);

    public override async Task<DeadLetter> ReadDeadLetterAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ForeignAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var letter = await channel.BasicGetAsync(QueueName.Dead(queue), autoAck: true, cancellationToken);
        letter!.MessageCount.Should().Be(0);
        var headers = letter.BasicProperties.Headers!;
        return new DeadLetter(
            letter.BasicProperties.MessageId!,
            letter.Body.ToArray(),
            Text(headers["haulbeat-reason"]),
            headers.TryGetValue("haulbeat-exit-code", out var code) ? (int)code! : null,
            headers.TryGetValue("haulbeat-signal", out var signal) ? (int)signal! : null,
            Text(headers["haulbeat-last-output"]));
    }

    /// <summary>A connection of a client that is not Haulbeat.</summary>
    public static Task<IConnection> ForeignAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = Broker }.CreateConnectionAsync(cancellationToken);

    public static string Text(object? header) => Encoding.UTF8.GetString((byte[])header!);

    public override async ValueTask DisposeAsync()
    {
        await using var connection = await ForeignAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in queues)
        {
            await channel.QueueDeleteAsync(queue);
            await channel.QueueDeleteAsync(QueueName.Dead(queue));
            await channel.QueueDeleteAsync(LeaseNames.RequeuedQueue(queue));
        }
    }

    protected override void Made(string queue) => queues.Add(queue);
}
