using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>A worker that leases, with a state directory that another can take up.</summary>
public abstract class LeaseTest : RabbitMQTest
{
    private readonly string stateDirectory = Directory.CreateTempSubdirectory("haulbeat-the lease-").FullName;
    private readonly List<IJobReceiver> receivers = [];
    private readonly HashSet<string> leaseQueues = [];
    private IChannel? looking;

    private protected string StateDirectory => stateDirectory;

    private protected string Name { get; } = $"worker-{Guid.NewGuid():N}";

    private protected string LeaseQueue { get; private set; } = "";

    public override async ValueTask DisposeAsync()
    {
        foreach (var receiver in receivers)
        {
            await receiver.DisposeAsync();
        }

        var channel = await ForeignChannelAsync();
        foreach (var queue in leaseQueues)
        {
            await channel.QueueDeleteAsync(queue, cancellationToken: Deadline);
        }

        await base.DisposeAsync();
        Directory.Delete(stateDirectory, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected ReceiveOptions Worker(TimeSpan? lease = null, params string[] queues) =>
        Options(lease ?? TimeSpan.FromSeconds(30), queues) with { Worker = Name, Reporter = Reporter, StateDirectory = stateDirectory };

    private protected async Task<IJobReceiver> OpenReceiverAsync(ReceiveOptions worker, string? address = null)
    {
        LeaseQueue = LeaseNames.LeaseQueue(worker.Worker, worker.Lease);
        leaseQueues.Add(LeaseQueue);
        var transport = await RabbitMQFixture.ConnectAsync(address ?? RabbitMQFixture.Broker.ToString(), Deadline);
        Opened(transport);
        var receiver = await transport.OpenReceiverAsync(worker, Deadline);
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
