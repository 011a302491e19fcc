using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>The channel of one queue, opened again when it is lost; used by one at a time.</summary>
/// <remarks>Each queue has a channel of its own: what goes wrong with one queue costs no other queue's jobs.</remarks>
internal sealed class QueueChannel : IAsyncDisposable
{
    private readonly ConsumingConnection consuming;
    private readonly Func<IConnection, CancellationToken, Task> ensure;
    private readonly Action<SessionEnding> onEnded;
    private readonly QueueDeclarer declarer;
    private readonly QueueTrouble trouble;
    private readonly SemaphoreSlim gate = new(1);
    private ChannelSession? newest;
    private bool stopped;

    /// <param name="consuming">The connection.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="jobs">The queue that its jobs were sent to.</param>
    /// <param name="reporter">Hears what is wrong with the queue.</param>
    /// <param name="ensure">Makes the queue if it is missing.</param>
    /// <param name="onEnded">Called when a channel session has ended.</param>
    /// <param name="wake">Called when it is worth trying again.</param>
    public QueueChannel(ConsumingConnection consuming, string queue, string jobs, IReporter reporter, Func<IConnection, CancellationToken, Task> ensure, Action<SessionEnding> onEnded, Action wake)
    {
        (this.consuming, this.ensure, this.onEnded, Queue, Jobs) = (consuming, ensure, onEnded, queue, jobs);
        declarer = new QueueDeclarer(consuming.Address);
        trouble = new QueueTrouble(queue, reporter, consuming.Time, wake);
    }

    public TimeProvider Time => consuming.Time;

    public string Queue { get; }

    public string Jobs { get; }

    /// <summary>Does the work on the open channel with nobody else on it. If the queue can't be used, that is reported and tried again later.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up waiting for the channel.</param>
    /// <param name="isProof">Whether the work shows that jobs can be taken; null if it always does.</param>
    public Task ExclusivelyAsync(Func<ChannelSession, Task> work, CancellationToken cancellationToken, Func<bool>? isProof = null) => AloneAsync(
        async () =>
        {
            if (trouble.IsWaiting || Volatile.Read(ref stopped))
            {
                return;
            }

            await TryAsync(
                async () =>
                {
                    await work(await OpenAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                    if (isProof is null || isProof())
                    {
                        trouble.Over();
                    }
                },
                cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Does the work with nobody else on the channel.</summary>
    public async Task AloneAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Does the work. What goes wrong is reported, and tried again later.</summary>
    public async Task TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TransportException || BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            trouble.Note(exception as TransportException ?? BrokerRefusal.Explain(exception, $"take jobs from the queue '{Queue}'", consuming.Address, $"read on '{Queue}'"));
        }
    }

    /// <summary>How many messages wait.</summary>
    public async Task<uint> CountAsync(CancellationToken cancellationToken) =>
        (await declarer.FindAsync(await consuming.GetAsync(cancellationToken).ConfigureAwait(false), Queue, cancellationToken).ConfigureAwait(false))?.MessageCount ?? 0;

    public void Stop() => Volatile.Write(ref stopped, true);

    public async ValueTask DisposeAsync()
    {
        if (newest is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ChannelSession> OpenAsync(CancellationToken cancellationToken)
    {
        await (newest?.Cancel ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (newest is not { IsAlive: true })
        {
            await ensure(await consuming.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            newest = await ChannelSession.OpenAsync(consuming, Queue, onEnded, cancellationToken).ConfigureAwait(false);
        }

        return newest;
    }
}
