using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>A worker that claims, with a state directory that another can take up.</summary>
public abstract class CustodyTest : RabbitMQTest
{
    private readonly string stateDirectory = Directory.CreateTempSubdirectory("haulbeat-custody-").FullName;
    private readonly List<IReceiver> receivers = [];
    private readonly HashSet<string> custodyQueues = [];
    private IChannel? looking;

    private protected string StateDirectory => stateDirectory;

    private protected string Name { get; } = $"worker-{Guid.NewGuid():N}";

    private protected string CustodyQueue { get; private set; } = "";

    public override async ValueTask DisposeAsync()
    {
        foreach (var receiver in receivers)
        {
            await receiver.DisposeAsync();
        }

        var channel = await ForeignChannelAsync();
        foreach (var queue in custodyQueues)
        {
            await channel.QueueDeleteAsync(queue, cancellationToken: Deadline);
        }

        await base.DisposeAsync();
        Directory.Delete(stateDirectory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected ReceiveOptions Worker(TimeSpan? lease = null, int slots = 1, params string[] queues) =>
        Options(lease ?? TimeSpan.FromSeconds(30), slots, queues) with { Worker = Name, Reporter = Reporter, StateDirectory = stateDirectory };

    private protected async Task<IReceiver> ReceiveAsync(ReceiveOptions worker, string? address = null)
    {
        CustodyQueue = CustodyNames.CustodyQueue(worker.Worker, worker.Lease);
        custodyQueues.Add(CustodyQueue);
        var transport = await RabbitMQFixture.ConnectAsync(address ?? RabbitMQFixture.Broker.ToString(), Deadline);
        Opened(transport);
        var receiver = await transport.ReceiveAsync(worker, Deadline);
        receivers.Add(receiver);
        return receiver;
    }

    /// <summary>What waits in the queue for somebody.</summary>
    private protected async Task<uint> CountAsync(string queue)
    {
        looking ??= await ForeignChannelAsync();
        return await looking.MessageCountAsync(queue, Deadline);
    }
}
