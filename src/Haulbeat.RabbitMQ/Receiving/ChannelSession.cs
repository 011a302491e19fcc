using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>All that is delivered on one channel of one queue. It ends as a whole, and a delivery of an ended session cannot be acknowledged.</summary>
internal sealed class ChannelSession : IAsyncDisposable
{
    /// <summary>What stands for the broker's words when it cancels a consumer, which it does without any.</summary>
    public const string CancelledByBroker = "the consumer was cancelled";

    private const int LooksForDeletedQueue = 10;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private static long count;
    private readonly CancellationTokenSource lost = new();
    private readonly ConsumingConnection consuming;
    private readonly Action<SessionEnding> onEnded;
    private int ended = (int)SessionEnd.None;
    private Task cancel = Task.CompletedTask;

    private ChannelSession(ConsumingConnection consuming, IChannel channel, string queue, Action<SessionEnding> onEnded)
    {
        (this.consuming, Channel, Queue, this.onEnded) = (consuming, channel, queue, onEnded);
        consuming.Lost += OnConnectionLost;
        Channel.ChannelShutdownAsync += OnShutdownAsync;
    }

    public long Id { get; } = Interlocked.Increment(ref count);

    public IChannel Channel { get; }

    public string Queue { get; }

    public ConsumingConnection Consuming => consuming;

    /// <summary>Cancelled when the broker may hand out again what was delivered here.</summary>
    public CancellationToken Lost => lost.Token;

    public bool IsAlive => Volatile.Read(ref ended) == (int)SessionEnd.None;

    /// <summary>Runs while it is being found out what the broker's cancel means: nothing more comes here, and it may still be alive.</summary>
    public Task Cancel => Volatile.Read(ref cancel);

    private bool IsQueueGone => Volatile.Read(ref ended) == (int)SessionEnd.QueueGone;

    public static async Task<ChannelSession> OpenAsync(ConsumingConnection consuming, string queue, Action<SessionEnding> onEnded, CancellationToken cancellationToken)
    {
        var channel = await OpenChannelAsync(await consuming.GetAsync(cancellationToken), consuming.Address, cancellationToken);
        var session = new ChannelSession(consuming, channel, queue, onEnded);
        if (!channel.IsOpen)
        {
            // It went before anyone listened.
            session.End(SessionEnd.Lost, null);
        }

        return session;
    }

    /// <summary>Takes the message off the queue.</summary>
    /// <returns>False if the lease was lost.</returns>
    public Task<bool> AckAsync(ulong tag) => IsQueueGone
        ? Task.FromResult(true) // The message went with its queue: nobody can be handed it, and there is nothing to take off.
        : SettleAsync(() => Channel.BasicAckAsync(tag, multiple: false));

    /// <summary>Takes the message off the queue and lets it go where the queue's dead letters go.</summary>
    /// <returns>False if the lease was lost.</returns>
    public Task<bool> RejectAsync(ulong tag) => SettleAsync(() => Channel.BasicRejectAsync(tag, requeue: false));

    /// <summary>Gives the message back to the queue.</summary>
    /// <returns>False if the lease was lost.</returns>
    public Task<bool> RequeueAsync(ulong tag) => SettleAsync(() => Channel.BasicNackAsync(tag, multiple: false, requeue: true));

    /// <summary>The broker cancelled the consumer: the queue was deleted or lost its node, or (from 4.3) the ack timeout struck.</summary>
    public void OnCancelledByBroker() => Volatile.Write(ref cancel, EndCancelledAsync());

    public async ValueTask DisposeAsync()
    {
        End(SessionEnd.Lost, null);
        // A channel that waits for a queue without a leader answers nothing for a minute; it ends with the connection.
        await Task.WhenAny(Channel.DisposeAsync().AsTask(), Task.Delay(LongestGoodbye, consuming.Time));
    }

    private static async Task<IChannel> OpenChannelAsync(IConnection connection, BrokerAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, "open a channel", address, "none");
        }
    }

    private async Task EndCancelledAsync()
    {
        if (await IsQueueDeletedAsync())
        {
            End(SessionEnd.QueueGone, null);
        }
        else
        {
            End(SessionEnd.Lost, CancelledByBroker);
        }

        await DisposeAsync();
    }

    private async Task<bool> SettleAsync(Func<ValueTask> settle)
    {
        if (!IsAlive)
        {
            return false;
        }

        try
        {
            await settle();
            return true;
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, CancellationToken.None))
        {
            return false;
        }
    }

    // 4.0 cancels before the queue is quite gone, so one look may come too early. Where a cancel may mean that the jobs are
    // handed out again already, there is no time for a second look.
    private async Task<bool> IsQueueDeletedAsync()
    {
        try
        {
            var connection = await consuming.GetAsync(Lost);
            var looks = BrokerVersion.Read(connection.ServerProperties).CancelsOnAckTimeout ? 1 : LooksForDeletedQueue;
            while (await new QueueDeclarer(consuming.Address).FindAsync(connection, Queue, Lost) is not null)
            {
                if (--looks == 0)
                {
                    return false;
                }

                await Task.Delay(BetweenLooks, consuming.Time, Lost);
            }

            return true;
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            return false;
        }
    }

    private void OnConnectionLost(object? sender, EventArgs arguments) => End(SessionEnd.Lost, null);

    private Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
    {
        if (BrokerRefusal.IsNoQueue(reason))
        {
            End(SessionEnd.QueueGone, null);
        }
        else
        {
            // Other codes answer something that we asked for, and whoever asked tells of them.
            var unasked = reason is { Initiator: ShutdownInitiator.Peer, ReplyCode: BrokerRefusal.PreconditionFailed };
            End(SessionEnd.Lost, unasked ? reason.ReplyText : null);
        }

        return Task.CompletedTask;
    }

    // The first end stands. What hangs on the token runs on the thread pool: here it would hold up the connection's own loop.
    private void End(SessionEnd end, string? words)
    {
        if (Interlocked.CompareExchange(ref ended, (int)end, (int)SessionEnd.None) != (int)SessionEnd.None)
        {
            return;
        }

        consuming.Lost -= OnConnectionLost;
        if (end == SessionEnd.Lost)
        {
            _ = lost.CancelAsync();
        }

        onEnded(new SessionEnding(this, end, words));
    }
}
