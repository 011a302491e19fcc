using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>All that one channel delivered from one queue. It ends as a whole: a delivery of an ended session can't be acknowledged any more.</summary>
internal sealed class ChannelSession : IAsyncDisposable
{
    /// <summary>The reason to report when the broker cancels a consumer. It gives none itself.</summary>
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

    /// <summary>Completes once it is known what the broker's cancel means. Until then nothing more is delivered, and the session may still be alive.</summary>
    public Task Cancel => Volatile.Read(ref cancel);

    private bool IsQueueGone => Volatile.Read(ref ended) == (int)SessionEnd.QueueGone;

    public static async Task<ChannelSession> OpenAsync(ConsumingConnection consuming, string queue, Action<SessionEnding> onEnded, CancellationToken cancellationToken)
    {
        var channel = await OpenChannelAsync(await consuming.GetAsync(cancellationToken).ConfigureAwait(false), consuming.Address, cancellationToken).ConfigureAwait(false);
        var session = new ChannelSession(consuming, channel, queue, onEnded);
        if (!channel.IsOpen)
        {
            // The channel went before the handler was added.
            session.End(SessionEnd.Lost, null);
        }

        return session;
    }

    /// <summary>Acknowledges the message.</summary>
    /// <returns>False if the session has ended.</returns>
    public Task<bool> AckAsync(ulong tag) => IsQueueGone
        ? Task.FromResult(true) // The message was deleted with its queue: nobody can be handed it again.
        : SettleAsync(() => Channel.BasicAckAsync(tag, multiple: false));

    /// <summary>Rejects the message: it goes where the queue's dead letters go.</summary>
    /// <returns>False if the session has ended.</returns>
    public Task<bool> RejectAsync(ulong tag) => SettleAsync(() => Channel.BasicRejectAsync(tag, requeue: false));

    /// <summary>Returns the message to its queue.</summary>
    /// <returns>False if the session has ended.</returns>
    public Task<bool> RequeueAsync(ulong tag) => SettleAsync(() => Channel.BasicNackAsync(tag, multiple: false, requeue: true));

    /// <summary>The broker cancelled the consumer: the queue was deleted or lost its node, or (from 4.3) the ack timeout struck.</summary>
    public void OnCancelledByBroker() => Volatile.Write(ref cancel, EndCancelledAsync());

    public async ValueTask DisposeAsync()
    {
        End(SessionEnd.Lost, null);
        // A channel that waits for a queue without a leader answers nothing for up to a minute. It ends with the connection.
        await Task.WhenAny(Channel.DisposeAsync().AsTask(), Task.Delay(LongestGoodbye, consuming.Time)).ConfigureAwait(false);
    }

    private static async Task<IChannel> OpenChannelAsync(IConnection connection, BrokerAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, "open a channel", address, "none");
        }
    }

    private async Task EndCancelledAsync()
    {
        if (await IsQueueDeletedAsync().ConfigureAwait(false))
        {
            End(SessionEnd.QueueGone, null);
        }
        else
        {
            End(SessionEnd.Lost, CancelledByBroker);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> SettleAsync(Func<ValueTask> settle)
    {
        if (!IsAlive)
        {
            return false;
        }

        try
        {
            await settle().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, CancellationToken.None))
        {
            return false;
        }
    }

    // Measured on 4.0.5 (DeletingTheQueueUnderTheWorker): the broker cancels before the queue is quite gone, so one look may come too early. From 4.3 on
    // a cancel may mean that the jobs are handed out again already (https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout): there is no time for a second look.
    private async Task<bool> IsQueueDeletedAsync()
    {
        try
        {
            var connection = await consuming.GetAsync(Lost).ConfigureAwait(false);
            var looks = BrokerVersion.Read(connection.ServerProperties).CancelsOnAckTimeout ? 1 : LooksForDeletedQueue;
            while (await ExistsAsync(connection).ConfigureAwait(false))
            {
                if (--looks == 0)
                {
                    return false;
                }

                await Task.Delay(BetweenLooks, consuming.Time, Lost).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException || BrokerRefusal.IsClosing(exception, Lost))
        {
            return false;
        }
    }

    private async Task<bool> ExistsAsync(IConnection connection)
    {
        try
        {
            // A channel to throw away: the broker closes it if the queue does not exist.
            var channel = await connection.CreateChannelAsync(cancellationToken: Lost).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            await channel.QueueDeclarePassiveAsync(Queue, Lost).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException exception) when (BrokerRefusal.IsNoQueue(exception.ShutdownReason))
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
            // Other codes answer a request of ours, whose caller reports them.
            var unasked = reason is { Initiator: ShutdownInitiator.Peer, ReplyCode: BrokerRefusal.PreconditionFailed };
            End(SessionEnd.Lost, unasked ? reason.ReplyText : null);
        }

        return Task.CompletedTask;
    }

    // The first end counts. CancelAsync runs the token's callbacks on the thread pool: here they would hold up the connection's read loop.
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
