using System.Collections.Concurrent;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Writes to the log what a sender sent, for people. Never in a send's way: what cannot be written is left out.</summary>
internal sealed class SentNotes(Func<LogRecord, CancellationToken, Task> append, TimeProvider time) : IAsyncDisposable
{
    private const int MostUnderWay = 100;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Task, bool> underWay = new();
    private readonly CancellationTokenSource disposed = new();
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>Begins to write. A broker without a log is asked again after a minute; while very many are under way, one is left out.</summary>
    public void Note(LogRecord record)
    {
        if (underWay.Count < MostUnderWay && time.GetUtcNow() >= next)
        {
            var writing = WriteAsync(record);
            underWay[writing] = true;
            _ = writing.ContinueWith(_ => underWay.TryRemove(writing, out var _), TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(underWay.Keys).WaitAsync(LongestGoodbye, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await disposed.CancelAsync();
        disposed.Dispose();
    }

    private async Task WriteAsync(LogRecord record)
    {
        try
        {
            await append(record, disposed.Token);
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            next = time.GetUtcNow() + PauseAfterFailure;
        }
    }
}
