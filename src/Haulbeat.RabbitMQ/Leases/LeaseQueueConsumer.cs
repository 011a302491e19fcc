using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Consumes a lease queue, forever. Lease messages stay unacknowledged as long as they stand for a job that runs here.</summary>
internal sealed class LeaseQueueConsumer(LeaseContext context, string queue, Action<ReceivedMessage> take) : IMessageSource, IAsyncDisposable
{
    // However many jobs there are: a lease message that waits for its delivery is a renewal that is late.
    private const ushort Prefetch = ushort.MaxValue;

    // A queue without a leader may leave a consumer unanswered for a minute.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource disposed = new();
    private ChannelSession? newest;
    private Task consuming = Task.CompletedTask;
    private TaskCompletionSource<SessionEnding> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsOwn => queue == LeaseNames.LeaseQueue(context.Options.Worker, context.Options.Lease);

    public void Begin() => consuming = ConsumeAsync(disposed.Token);

    public Task<bool> AckReplacedAsync(ReceivedMessage received) => received.AckAsync();

    /// <inheritdoc/>
    /// <remarks>A rejected lease message goes to the requeued queue of its job's queue.</remarks>
    public Task<bool> RequeueAsync(ReceivedMessage received) => received.Session.RejectAsync(received.Tag);

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync().ConfigureAwait(false);
        await consuming.WaitAsync(LongestGoodbye, context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (newest is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        disposed.Dispose();
    }

    private async Task ConsumeAsync(CancellationToken stop)
    {
        var pauses = new DoublingPause(Backoff.First, Backoff.Longest);
        for (var exists = true; exists && !stop.IsCancellationRequested;)
        {
            try
            {
                exists = await BeginAsync(stop).ConfigureAwait(false);
                pauses.Reset();
                if (exists)
                {
                    await OnEndedAsync(await ended.Task.WaitAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is TransportException || BrokerRefusal.IsClosing(exception, stop))
            {
                await Task.Delay(pauses.Next(), context.Time, stop).ConfigureAwait(false);
            }
        }
    }

    /// <returns>False if the queue belongs to another lease length and is gone.</returns>
    private async Task<bool> BeginAsync(CancellationToken stop)
    {
        var connection = await context.Consuming.GetAsync(stop).ConfigureAwait(false);
        if (IsOwn)
        {
            await context.Topology.RepairAsync(stop).ConfigureAwait(false);
        }
        else if (await new QueueDeclarer(context.Consuming.Address).FindAsync(connection, queue, stop).ConfigureAwait(false) is null)
        {
            return false;
        }

        ended = new TaskCompletionSource<SessionEnding>(TaskCreationOptions.RunContinuationsAsynchronously);
        newest = await ChannelSession.OpenAsync(context.Consuming, queue, End, stop).ConfigureAwait(false);
        var starting = new Consumer(newest, this, Prefetch, take).StartAsync();
        if (await Task.WhenAny(starting, Task.Delay(LongestSilence, context.Time, stop)).ConfigureAwait(false) != starting && !stop.IsCancellationRequested)
        {
            Warn($"The lease queue '{queue}' does not answer: it has no leader. Until it does, jobs are not leased. If the nodes that keep it do not come back, start this worker under another --name.");
        }

        await starting.ConfigureAwait(false);
        return true;
    }

    // From 4.3 on the broker does not say how long its ack timeout is, but it strikes exactly then: the oldest delivery shows it, before the sessions forget it.
    private void End(SessionEnding ending)
    {
        if (ending.Words is { } words)
        {
            context.Timing.OnAckTimeout(AckTimeout.Read(words) ?? context.Table.Open.Select(session => session.Unacked.OldestOf(ending.Session)).DefaultIfEmpty().Max());
        }

        context.Table.OnSessionLost(ending.Session);
        ended.TrySetResult(ending);
    }

    private async Task OnEndedAsync(SessionEnding ending, CancellationToken stop)
    {
        if (ending.Words is { } words)
        {
            Warn($"The broker ended the channel of the lease queue '{queue}': {words}. The jobs here go on; leases are renewed every {context.Timing.RenewEvery.TotalSeconds:0.#} s from now on.");
        }

        if (ending.End == SessionEnd.QueueGone)
        {
            Warn($"The lease queue '{queue}' was deleted. The jobs here go on; the queue is made again, and the leases are renewed.");
            await context.Topology.RepairAsync(stop).ConfigureAwait(false);
            foreach (var session in context.Table.Open.Where(session => session.Term.IsLeased))
            {
                session.Post(new LeaseEvent.RenewalRequested());
            }
        }
    }

    private void Warn(string message) => context.Reporter.Report(new WorkerEvent.Warned(message));
}
