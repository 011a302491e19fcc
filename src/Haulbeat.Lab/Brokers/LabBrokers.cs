using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Brokers;

/// <summary>The brokers that a lab takes place on: the reader's, or up to two of the lab's own, one of them with a short ack timeout.</summary>
internal sealed class LabBrokers : IAsyncDisposable
{
    private readonly OwnBroker? plain;
    private readonly OwnBroker? impatient;
    private readonly BrokerDesk? readers;
    private readonly TimeProvider time;

    private LabBrokers(OwnBroker? plain, OwnBroker? impatient, BrokerDesk? readers, TimeProvider time) =>
        (this.plain, this.impatient, this.readers, this.time) = (plain, impatient, readers, time);

    /// <summary>The reader's broker.</summary>
    public static LabBrokers Of(BrokerAddress address, TimeProvider time) => new(null, null, new BrokerDesk(address, time), time);

    /// <summary>Starts those of the lab's own that are needed, side by side.</summary>
    public static async Task<LabBrokers> StartAsync(string bin, string folder, string mark, bool plain, TimeSpan? ackTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var first = plain ? OwnBroker.StartAsync(bin, folder + "/plain", mark + "plain.", null, time, cancellationToken) : null;
        var second = ackTimeout is not null ? OwnBroker.StartAsync(bin, folder + "/impatient", mark + "impatient.", ackTimeout, time, cancellationToken) : null;
        try
        {
            await Task.WhenAll(new Task?[] { first, second }.OfType<Task>());
            return new LabBrokers(first is null ? null : await first, second is null ? null : await second, null, time);
        }
        catch
        {
            await DisposeAsync(first);
            await DisposeAsync(second);
            throw;
        }
    }

    /// <summary>Whether they are the lab's own.</summary>
    public bool Own => readers is null;

    /// <summary>One of them, whose version stands for all.</summary>
    public BrokerDesk Any => readers ?? Desk((plain ?? impatient)!);

    /// <summary>The broker of a cell.</summary>
    public BrokerDesk For(CellPlan cell) => readers ?? Desk((cell.Fault.Kind == Faults.FaultKind.AckTimeout ? impatient : plain)!);

    /// <summary>Restarts the broker of those cells that do without an ack timeout.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => plain!.RestartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (plain is not null)
        {
            await plain.DisposeAsync();
        }

        if (impatient is not null)
        {
            await impatient.DisposeAsync();
        }
    }

    private static async Task DisposeAsync(Task<OwnBroker>? starting)
    {
        if (starting is { IsCompletedSuccessfully: true })
        {
            await (await starting).DisposeAsync();
        }
    }

    private BrokerDesk Desk(OwnBroker broker) => new(broker.Address, time);
}
