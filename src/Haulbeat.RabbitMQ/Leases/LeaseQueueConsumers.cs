using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Consumes a worker's lease queue, and those that earlier workers with its state directory used, and gives each lease message to its session.</summary>
internal sealed class LeaseQueueConsumers(LeaseContext context) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly LeaseQueueList list = new(context.Options.StateDirectory, context.Owner, context.Reporter);
    private readonly List<LeaseQueueConsumer> consumers = [];
    private int isNamesakeReported;

    /// <summary>Begins to consume, unless jobs can't be leased.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!context.Topology.CanLease)
        {
            return;
        }

        var own = LeaseNames.LeaseQueue(context.Options.Worker, context.Options.Lease);
        var older = await FindOlderAsync(own, cancellationToken).ConfigureAwait(false);
        list.Write([own, .. older]);
        foreach (var queue in older.Prepend(own))
        {
            var consumer = new LeaseQueueConsumer(context, queue, received => Take(queue, received));
            consumers.Add(consumer);
            consumer.Begin();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var consumer in consumers)
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<List<string>> FindOlderAsync(string own, CancellationToken cancellationToken)
    {
        var declarer = new QueueDeclarer(context.Consuming.Address);
        var connection = await context.Consuming.GetAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<string>();
        foreach (var name in list.Read().Where(name => name != own))
        {
            // A queue without messages and consumers holds nothing of ours, even if its node is down.
            if (await declarer.FindAsync(connection, name, cancellationToken).ConfigureAwait(false) is { } queue && queue.MessageCount + queue.ConsumerCount > 0)
            {
                found.Add(name);
            }
        }

        return found;
    }

    private void Take(string queue, ReceivedMessage received)
    {
        if (LeaseHeaders.Read(received.Properties.Headers) is not { } headers)
        {
            // Whoever put it there, it is no lease message.
            _ = received.Session.RejectAsync(received.Tag);
            return;
        }

        var message = JobMessage.Read(headers.Queue, received, headers, () => "");
        if (context.Table.Find(message, headers.Lineage.Version) is { } session)
        {
            session.OnDelivered(received, message, headers.Lineage);
        }
        else if (context.Owner.Made(headers.Lineage.Version.Owner))
        {
            _ = RequeueAsync(received);
        }
        else
        {
            _ = LeaveToNamesakeAsync(queue, received);
        }
    }

    // Nothing of the run goes on here.
    private async Task RequeueAsync(ReceivedMessage received)
    {
        if (await received.RequeueAsync().ConfigureAwait(false))
        {
            context.Table.OnRequeued();
        }
    }

    // Made by another worker of this name, or by this one before it lost its state directory. A worker that lives gets its lease message at one of the next tries; otherwise the message expires.
    private async Task LeaveToNamesakeAsync(string queue, ReceivedMessage received)
    {
        if (Interlocked.Exchange(ref isNamesakeReported, 1) == 0)
        {
            context.Reporter.Report(new WorkerEvent.Warned($"Another worker named '{context.Options.Worker}' has jobs in the lease queue '{queue}', or had before its state directory was lost. Give each worker a name of its own (--name): with one name, the leases of both are renewed slowly and may be lost."));
        }

        await Task.Delay(BetweenTries, context.Time).ConfigureAwait(false);
        await received.Session.RequeueAsync(received.Tag).ConfigureAwait(false);
    }
}
