using System.Threading.Channels;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Entries that no job waits for, written several lines at a time: for short jobs a message each would cost more than all else that is done about them.</summary>
internal sealed class LogBacklog : IAsyncDisposable
{
    // While the log does not answer, jobs wait rather than memory runs out.
    private const int MostLines = 1000;
    private const int LargestMessage = 1 << 16;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly Channel<Entry> waiting = Channel.CreateBounded<Entry>(MostLines);
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task> append;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource closed = new();
    private readonly Task writing;

    public LogBacklog(Func<ReadOnlyMemory<byte>, CancellationToken, Task> append, TimeProvider time)
    {
        (this.append, this.time) = (append, time);
        writing = WriteAllAsync();
    }

    /// <summary>Takes a line in, once there is room.</summary>
    /// <returns>Completes when the line is in the log.</returns>
    public async Task<Task> AddAsync(byte[] line, CancellationToken cancellationToken)
    {
        var entry = new Entry(line, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await waiting.Writer.WriteAsync(entry, cancellationToken);
        return entry.Written.Task;
    }

    /// <summary>Waits a little until all is written.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing.WaitAsync(LongestGoodbye, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await closed.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closed.Dispose();
    }

    private async Task WriteAllAsync()
    {
        while (await waiting.Reader.WaitToReadAsync(closed.Token))
        {
            await Task.Delay(Gathering, time, closed.Token);
            await WriteAsync(Gather());
        }
    }

    private List<Entry> Gather()
    {
        var batch = new List<Entry>();
        for (var size = 0; size < LargestMessage && waiting.Reader.TryRead(out var entry); size += entry.Line.Length)
        {
            batch.Add(entry);
        }

        return batch;
    }

    private async Task WriteAsync(List<Entry> batch)
    {
        var lines = LogText.Join(batch.ConvertAll(entry => entry.Line));
        await Backoff.Forever(time).ExecuteAsync(async token => await append(lines, token), closed.Token);
        batch.ForEach(entry => entry.Written.TrySetResult());
    }

    private readonly record struct Entry(byte[] Line, TaskCompletionSource Written);
}
