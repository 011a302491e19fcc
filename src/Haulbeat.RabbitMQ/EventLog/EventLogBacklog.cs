using System.Threading.Channels;
using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Entries that no job waits for, written several lines a message: for short jobs, a message each would cost more than everything else that is done about them.</summary>
internal sealed class EventLogBacklog : IAsyncDisposable
{
    // While the log does not answer, jobs wait rather than memory runs out.
    private const int MostLines = 1000;
    private const int LargestMessage = 1 << 16;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly Channel<Pending> waiting = Channel.CreateBounded<Pending>(MostLines);
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> write;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource closed = new();
    private readonly Task writing;

    public EventLogBacklog(Func<ReadOnlyMemory<byte>, CancellationToken, Task> write, TimeProvider time)
    {
        (this.write, this.time) = (write, time);
        writing = WriteAllAsync();
    }

    /// <summary>Adds the entry once there is room.</summary>
    /// <returns>Completes when the entry is in the log.</returns>
    public async Task<Task> AddAsync(EventLogEntry entry, CancellationToken cancellationToken)
    {
        var pending = new Pending(entry.Write(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await waiting.Writer.WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        return pending.Written.Task;
    }

    /// <summary>Waits a little until everything is written.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing.WaitAsync(LongestGoodbye, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await closed.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closed.Dispose();
    }

    private async Task WriteAllAsync()
    {
        while (await waiting.Reader.WaitToReadAsync(closed.Token).ConfigureAwait(false))
        {
            await Task.Delay(Gathering, time, closed.Token).ConfigureAwait(false);
            await WriteAsync(Gather()).ConfigureAwait(false);
        }
    }

    private List<Pending> Gather()
    {
        var batch = new List<Pending>();
        for (var size = 0; size < LargestMessage && waiting.Reader.TryRead(out var pending); size += pending.Line.Length)
        {
            batch.Add(pending);
        }

        return batch;
    }

    private async Task WriteAsync(List<Pending> batch)
    {
        var lines = EventLogEntry.Join(batch.ConvertAll(pending => pending.Line));
        await Backoff.Forever(time).ExecuteAsync(async token => await write(lines, token).ConfigureAwait(false), closed.Token).ConfigureAwait(false);
        batch.ForEach(pending => pending.Written.TrySetResult());
    }

    private sealed record Pending(byte[] Line, TaskCompletionSource Written);
}
