using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using Haulbeat.Reporting;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Receives the copies from the custody queues of this worker, and those that an earlier one of its state directory used, and gives each to its job.</summary>
internal sealed class CopyDesk(CustodyOffice office, Action<GenerationEnding> onEnded) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly CustodyLedger ledger = new(office.Options.StateDirectory, office.Holder, office.Reporter);
    private readonly List<CustodyQueue> queues = [];
    private int isNamesakeTold;

    /// <summary>Begins to receive. Before this all runs that go on must be known: a copy of no run goes home at once.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!office.CanClaim)
        {
            return;
        }

        var older = await FindOlderAsync(cancellationToken);
        ledger.Write([office.Queue, .. older]);
        foreach (var name in older.Prepend(office.Queue))
        {
            var queue = new CustodyQueue(office, name, onEnded, arrival => Take(name, arrival));
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

    private void Take(string queue, Arrival arrival)
    {
        if (Stamps.Read(arrival.Properties.Headers) is not { } stamps)
        {
            // Whoever put it there, it is no copy.
            _ = arrival.Generation.RejectAsync(arrival.Tag);
            return;
        }

        var message = JobMessage.Read(stamps.Queue, arrival, stamps, () => "");
        if (office.Registry.Find(message, stamps) is { } custody)
        {
            custody.OnCopy(arrival, message, stamps);
        }
        else if (office.Holder.Made(stamps.Copy.Number.Holder))
        {
            _ = SendHomeAsync(arrival);
        }
        else
        {
            _ = LeaveToNamesakeAsync(queue, arrival);
        }
    }

    // Nothing of it runs here any more.
    private async Task SendHomeAsync(Arrival arrival)
    {
        if (await arrival.Generation.RejectAsync(arrival.Tag))
        {
            office.OnSentHome();
        }
    }

    // Another worker of this name, or this one before it lost its state directory. If it lives it gets its copy at one of the next tries; if not, the copy goes home by itself.
    private async Task LeaveToNamesakeAsync(string queue, Arrival arrival)
    {
        if (Interlocked.Exchange(ref isNamesakeTold, 1) == 0)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"Another worker named '{office.Options.Worker}' has jobs in the custody queue '{queue}', or had before its state directory was lost. Give each worker a name of its own (--name): with one name, custody of both is slow and may be lost."));
        }

        await Task.Delay(BetweenTries, office.Time);
        await arrival.Generation.RequeueAsync(arrival.Tag);
    }
}
