using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Publishes a worker's lease messages. Reports once when the broker takes none.</summary>
internal sealed class LeaseMessagePublisher(Publisher publisher, ReceiveOptions options)
{
    private readonly string queue = LeaseNames.LeaseQueue(options.Worker, options.Lease);
    private string? toldBlocked;

    /// <summary>Waits until there is a connection to publish on.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken) => publisher.ConnectAsync(cancellationToken);

    /// <summary>Publishes the lease message. Returns once the broker has it.</summary>
    /// <param name="message">The job's message.</param>
    /// <param name="lineage">What it says about itself.</param>
    /// <param name="checkpoint">The job's newest checkpoint.</param>
    /// <param name="patience">How long to wait for the broker's confirm.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransportException">It was not published, or nobody knows.</exception>
    public async Task PublishAsync(JobMessage message, LeaseLineage lineage, ReadOnlyMemory<byte> checkpoint, ConfirmTimeout patience, CancellationToken cancellationToken)
    {
        var connection = await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var properties = LeaseMessageWriter.Write(message, lineage, checkpoint, connection.FrameMax);
        var destination = new Destination(LeaseNames.LeaseExchange, LeaseNames.RoutingKey(options.Worker, options.Lease, message.Job.Queue), queue);
        await publisher.WaitForConfirmAsync(token => publisher.PublishAsync(destination, properties, message.Job.Body, token), ReportBlocked, patience, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref toldBlocked, null);
    }

    // All sessions wait for the broker at the same time; one warning is enough.
    private void ReportBlocked(string reason)
    {
        if (Interlocked.Exchange(ref toldBlocked, reason) != reason)
        {
            options.Reporter.Report(new WorkerEvent.Warned($"{reason} Until then the leases of the jobs that run cannot be renewed; a job is stopped when its lease ends."));
        }
    }
}
