using System.Threading.Channels;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Fills the inbox whenever a call waits: one loop that looks again each time something changed.</summary>
internal sealed class MessagePump(TimeProvider time) : IAsyncDisposable
{
    // A worker that cancels a call mostly calls again at once.
    private static readonly TimeSpan BeforeShrinking = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stopped = new();
    private Task pumping = Task.CompletedTask;
    private ITimer? shrinking;
    private int isShrinkDue;

    public void Start(IMessageFeed feed, Inbox inbox) => pumping = PumpAsync(feed, inbox);

    /// <summary>Something changed: look again.</summary>
    public void Wake() => changes.Writer.TryWrite(true);

    /// <summary>Fewer messages are wanted. If that is still so after a moment, fewer are asked for.</summary>
    public void ShrinkSoon()
    {
        LazyInitializer.EnsureInitialized(ref shrinking, () => time.CreateTimer(_ => Shrink(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        shrinking.Change(BeforeShrinking, Timeout.InfiniteTimeSpan);
        Wake();
    }

    /// <summary>Asks for nothing more.</summary>
    public async Task StopAsync()
    {
        await stopped.CancelAsync().ConfigureAwait(false);
        await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        if (shrinking is { } timer)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        stopped.Dispose();
    }

    private void Shrink()
    {
        Volatile.Write(ref isShrinkDue, 1);
        Wake();
    }

    private async Task PumpAsync(IMessageFeed feed, Inbox inbox)
    {
        await foreach (var _ in changes.Reader.ReadAllAsync(stopped.Token).ConfigureAwait(false))
        {
            try
            {
                await feed.FillAsync(Interlocked.Exchange(ref isShrinkDue, 0) == 1, stopped.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stopped.IsCancellationRequested)
            {
                inbox.Fail(exception);
            }
        }
    }
}
