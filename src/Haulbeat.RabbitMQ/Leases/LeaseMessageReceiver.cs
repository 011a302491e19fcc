using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Receives the copies from the lease queues of this worker, and those that an earlier one of its state directory used, and gives each to its job.</summary>
internal sealed class LeaseMessageReceiver(WorkerLeases office, Action<SessionEnding> onEnded) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly LeaseQueueList ledger = new(office.Options.StateDirectory, office.Owner, office.Reporter);
    private readonly List<LeaseQueue> queues = [];
    private int isNamesakeTold;

    /// <summary>Begins to receive. Before this all runs that go on must be known: a copy of no run goes home at once.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!office.CanLease)
        {
            return;
        }

        var older = await FindOlderAsync(cancellationToken);
        ledger.Write([office.Queue, .. older]);
        foreach (var name in older.Prepend(office.Queue))
        {
            var queue = new LeaseQueue(office, name, onEnded, received => Take(name, received));
            queues.Add(queue);
            queue.Begin();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in queues)
        {
            await queue.DisposeAsync();
        }
    }

    private async Task<List<string>> FindOlderAsync(CancellationToken cancellationToken)
    {
        var declarer = new QueueDeclarer(office.Consuming.Address);
        var connection = await office.Consuming.GetAsync(cancellationToken);
        var found = new List<string>();
        foreach (var name in ledger.Read().Where(name => name != office.Queue))
        {
            // What has neither messages nor a consumer, dead as it may be, holds nothing of ours.
            if (await declarer.FindAsync(connection, name, cancellationToken) is { } queue && queue.MessageCount + queue.ConsumerCount > 0)
            {
                found.Add(name);
            }
        }

        return found;
    }

    private void Take(string queue, ReceivedMessage received)
    {
        if (LeaseHeaders.Read(received.Properties.Headers) is not { } leaseHeaders)
        {
            // Whoever put it there, it is no copy.
            _ = received.Session.RejectAsync(received.Tag);
            return;
        }

        var message = JobMessage.Read(leaseHeaders.Queue, received, leaseHeaders, () => "");
        if (office.Registry.Find(message, leaseHeaders) is { } leasedJob)
        {
            leasedJob.OnCopy(received, message, leaseHeaders);
        }
        else if (office.Owner.Made(leaseHeaders.Copy.Version.Owner))
        {
            _ = SendHomeAsync(received);
        }
        else
        {
            _ = LeaveToNamesakeAsync(queue, received);
        }
    }

    // Nothing of it runs here any more.
    private async Task SendHomeAsync(ReceivedMessage received)
    {
        if (await received.Session.RejectAsync(received.Tag))
        {
            office.OnSentHome();
        }
    }

    // Another worker of this name, or this one before it lost its state directory. If it lives it gets its copy at one of the next tries; if not, the copy goes home by itself.
    private async Task LeaveToNamesakeAsync(string queue, ReceivedMessage received)
    {
        if (Interlocked.Exchange(ref isNamesakeTold, 1) == 0)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"Another worker named '{office.Options.Worker}' has jobs in the lease queue '{queue}', or had before its state directory was lost. Give each worker a name of its own (--name): with one name, the lease of both is slow and may be lost."));
        }

        await Task.Delay(BetweenTries, office.Time);
        await received.Session.RequeueAsync(received.Tag);
    }
}
