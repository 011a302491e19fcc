using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Makes one copy of a job: publishes it, and writes it to the log.</summary>
internal sealed class LeaseMessagePublisher(WorkerLeases office, LeasedJob leasedJob)
{
    private ConfirmTimeout? patience;

    public async Task MakeAsync(JobMessage message, LeaseLineage copy, ReadOnlyMemory<byte> checkpoint, uint frameMax, CancellationToken cancellationToken)
    {
        await PublishAsync(message, copy, checkpoint, frameMax, cancellationToken);
        if (leasedJob.Decide(chain => chain.OnConfirmed(copy.Version, BootClock.Now)) is LeaseAction.Append(var entry))
        {
            await LogAsync(message, entry, isFirst: !leasedJob.IsLeased, cancellationToken);
        }
    }

    private async Task PublishAsync(JobMessage message, LeaseLineage copy, ReadOnlyMemory<byte> checkpoint, uint frameMax, CancellationToken cancellationToken)
    {
        try
        {
            var properties = LeaseMessageWriter.Write(message, copy, checkpoint, frameMax);
            var leaseQueue = new Destination(Topology.LeaseNames.LeaseExchange, Topology.LeaseNames.RoutingKey(office.Options.Worker, office.Options.Lease, message.Job.Queue), office.Queue);
            await office.Publisher.WaitForConfirmAsync(token => office.Publisher.PublishAsync(leaseQueue, properties, message.Job.Body, token), office.TellBlocked, patience ??= new ConfirmTimeout(message.Job.Body.Length), cancellationToken);
            patience = null;
            office.ToldUnblocked();
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            leasedJob.Change(chain => chain.OnFailed(copy.Version));
            throw;
        }
    }

    // Once the entry may be in the log, it is written until it is there for certain.
    private async Task LogAsync(JobMessage message, OwnershipEntry.Leased entry, bool isFirst, CancellationToken cancellationToken)
    {
        var copy = entry.Lease.Version;
        var record = Record(message, entry, isFirst ? EventName.Leased : EventName.Renewed);
        await Backoff.Forever(office.Time).ExecuteAsync(async token => await office.Log.AppendAsync(record, token), cancellationToken);
        if (isFirst && await office.Log.ReadAsync(message.Key, cancellationToken) is var facts && (facts.HasEnded || facts.Newest != copy))
        {
            leasedJob.Change(chain => chain.Lose());
            return;
        }

        leasedJob.Decide(chain => chain.OnLogged(copy, BootClock.Now));
    }

    private EventLogEntry Record(JobMessage message, OwnershipEntry entry, string what) =>
        EventLogEntry.Of(message.Key, what, message.Job, office.Options.Worker, office.Time.GetUtcNow(), entry);
}
