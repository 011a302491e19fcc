using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>What only RabbitMQ does.</summary>
[Trait("Broker", "Each")]
public abstract class RabbitMQTest : TransportContract<RabbitMQFixture>
{
    private readonly List<IAsyncDisposable> foreign = [];

    private protected RecordingReporter Reporter { get; } = new();

    protected async Task<IJobReceiver> ReceiveAtAsync(string address, QueueDeclaration declare = QueueDeclaration.Quorum, params string[] queues)
    {
        var transport = await RabbitMQFixture.ConnectAsync(address, Deadline);
        foreign.Add(transport);
        var receiver = await transport.OpenReceiverAsync(Options(null, queues) with { Reporter = Reporter, Declare = declare }, Deadline);
        foreign.Add(receiver);
        return receiver;
    }

    protected Task<IJobReceiver> ReceiveReportedAsync(QueueDeclaration declare = QueueDeclaration.Quorum, params string[] queues) =>
        ReceiveAtAsync(RabbitMQFixture.Broker.ToString(), declare, queues);

    /// <summary>Closed with the test.</summary>
    private protected void Opened(IAsyncDisposable disposable) => foreign.Add(disposable);

    /// <summary>A channel of a client that is not Haulbeat.</summary>
    protected async Task<IChannel> ForeignChannelAsync()
    {
        var connection = await RabbitMQFixture.ForeignAsync(Deadline);
        foreign.Add(connection);
        return await connection.CreateChannelAsync(cancellationToken: Deadline);
    }

    /// <summary>Waits until the token is cancelled.</summary>
    protected Task CancelledAsync(CancellationToken token) => Eventually.CancelledAsync(token, Deadline);

    protected static string Text(object? header) => RabbitMQFixture.Text(header);

    public override async ValueTask DisposeAsync()
    {
        foreach (var disposable in Enumerable.Reverse(foreign))
        {
            await disposable.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
