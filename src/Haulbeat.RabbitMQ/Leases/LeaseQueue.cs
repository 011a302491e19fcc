using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Consumes a worker's lease queue, for ever: its copies are delivered, and stay unacknowledged, as long as they stand for a job here.</summary>
internal sealed class LeaseQueue(WorkerLeases office, string queue, Action<SessionEnding> onEnded, Action<ReceivedMessage> take) : IAsyncDisposable
{
    // However many jobs there are: a copy that waits for its delivery is a renewal that is late.
    private const ushort Prefetch = ushort.MaxValue;

    // A queue without a leader may leave a consumer unanswered for a minute.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource disposed = new();
    private ChannelSession? newest;
    private Task consuming = Task.CompletedTask;
    private TaskCompletionSource<SessionEnding> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsOwn => queue == office.Queue;

    public void Begin() => consuming = ConsumeAsync(disposed.Token);

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        await consuming.WaitAsync(LongestGoodbye, office.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (newest is { } session)
        {
            await session.DisposeAsync();
        }

        disposed.Dispose();
    }

    private async Task ConsumeAsync(CancellationToken stop)
    {
        var pause = Backoff.First;
        for (var isThere = true; isThere && !stop.IsCancellationRequested;)
        {
            try
            {
                isThere = await BeginAsync(stop);
                pause = Backoff.First;
                if (isThere)
                {
                    await OnEndedAsync(await ended.Task.WaitAsync(stop), stop);
                }
            }
            catch (Exception exception) when (exception is TransportException || BrokerRefusal.IsClosing(exception, stop))
            {
                await Task.Delay(pause, office.Time, stop);
                pause = pause * 2 < Backoff.Longest ? pause * 2 : Backoff.Longest;
            }
        }
    }

    /// <returns>False if it is another lease's queue, and gone.</returns>
    private async Task<bool> BeginAsync(CancellationToken stop)
    {
        var connection = await office.Consuming.GetAsync(stop);
        if (IsOwn)
        {
            await office.MendAsync(stop);
        }
        else if (await new QueueDeclarer(office.Consuming.Address).FindAsync(connection, queue, stop) is null)
        {
            return false;
        }

        ended = new TaskCompletionSource<SessionEnding>(TaskCreationOptions.RunContinuationsAsynchronously);
        newest = await ChannelSession.OpenAsync(office.Consuming, queue, End, stop);
        var starting = new Subscription(newest, Prefetch, take).StartAsync();
        if (await Task.WhenAny(starting, Task.Delay(LongestSilence, office.Time, stop)) != starting && !stop.IsCancellationRequested)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"The lease queue '{queue}' does not answer: it has no leader. Until it does, jobs are only held. If the nodes that keep it do not come back, start this worker under another --name."));
        }

        await starting;
        return true;
    }

    // Before the messages of the session are forgotten: the oldest shows how long the timeout is.
    private void End(SessionEnding ending)
    {
        if (ending.Words is { } words)
        {
            office.Learn(AckTimeout.Read(words) ?? OldestOf(ending.Session));
        }

        onEnded(ending);
        ended.TrySetResult(ending);
    }

    private async Task OnEndedAsync(SessionEnding ending, CancellationToken stop)
    {
        if (ending.Words is { } words)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"The broker ended the channel of the lease queue '{queue}': {words}. The jobs here go on; the lease is renewed every {office.RenewEvery.TotalSeconds:0.#} s from now on."));
        }

        if (ending.End == SessionEnd.QueueGone)
        {
            office.Reporter.Report(new WorkerEvent.Warned($"The lease queue '{queue}' was deleted. The jobs here go on; the queue is made again, and the lease renewed."));
            await office.MendAsync(stop);
            office.RenewAll();
        }
    }

    // From 4.3 on the broker does not say how long its timeout is, but it strikes exactly then.
    private TimeSpan OldestOf(ChannelSession session) =>
        office.Registry.All.Select(leasedJob => leasedJob.OldestOf(session)).DefaultIfEmpty().Max();
}
