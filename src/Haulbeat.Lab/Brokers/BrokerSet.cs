using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;

namespace Haulbeat.Lab.Brokers;

/// <summary>The brokers of a lab run: the given one, or up to two of its own, one of which has a short ack timeout.</summary>
internal sealed class BrokerSet : IAsyncDisposable
{
    private readonly BrokerClient? given;
    private readonly OwnBroker? standard;
    private readonly OwnBroker? shortAckTimeout;
    private readonly TimeProvider time;

    private BrokerSet(BrokerClient? given, OwnBroker? standard, OwnBroker? shortAckTimeout, TimeProvider time) =>
        (this.given, this.standard, this.shortAckTimeout, this.time) = (given, standard, shortAckTimeout, time);

    /// <summary>Whether the lab started them.</summary>
    public bool Own => given is null;

    /// <summary>One of them. All have the same version.</summary>
    public BrokerClient Any => given ?? Client((standard ?? shortAckTimeout)!);

    /// <summary>The broker that the user gave.</summary>
    public static BrokerSet Given(Uri address, TimeProvider time) => new(new BrokerClient(address, time), null, null, time);

    /// <summary>Starts the brokers that are needed, in parallel.</summary>
    public static async Task<BrokerSet> StartAsync(RabbitMQServer server, string folder, string tag, bool standard, TimeSpan? ackTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var first = standard ? OwnBroker.StartAsync(server, folder + "/plain", tag + "plain.", null, time, cancellationToken) : null;
        var second = ackTimeout is not null ? OwnBroker.StartAsync(server, folder + "/ack-timeout", tag + "ack-timeout.", ackTimeout, time, cancellationToken) : null;
        var starting = new[] { first, second }.OfType<Task<OwnBroker>>().ToList();
        try
        {
            await Task.WhenAll(starting);
            return new BrokerSet(null, first is null ? null : await first, second is null ? null : await second, time);
        }
        catch
        {
            foreach (var started in starting.Where(task => task.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>The broker of a cell.</summary>
    public BrokerClient For(CellPlan cell) => given ?? Client((cell.Fault.Kind == FaultKind.AckTimeout ? shortAckTimeout : standard)!);

    /// <summary>Restarts the broker without the short ack timeout.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => standard!.RestartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in new[] { standard, shortAckTimeout }.OfType<OwnBroker>())
        {
            await broker.DisposeAsync();
        }
    }

    private BrokerClient Client(OwnBroker broker) => new(broker.Address, time);
}
