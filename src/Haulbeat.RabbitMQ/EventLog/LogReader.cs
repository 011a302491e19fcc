using System.Collections.Concurrent;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;
using Polly;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Keeps an index of the log up to date on demand. Reads on from where it stopped; keeps no consumer while nobody asks.</summary>
/// <remarks>
/// AMQP does not tell where a stream ends, and a replica may lag behind. So a mark of our own is appended and read up to: whatever was confirmed
/// before stands before it. While an alarm blocks publishing, reading waits: so would the lease that it is asked for.
/// </remarks>
internal sealed class LogReader : IAsyncDisposable
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    private readonly Connector connector;
    private readonly LogStream stream;
    private readonly LogChannel channel;
    private readonly LogIndex index;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> marks = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource disposed = new();
    private readonly ResiliencePipeline again;
    private readonly ITimer idle;
    private readonly Lock gate = new();
    private readonly LogCursor cursor = new();
    private Task? waiting;
    private LogSubscription? subscription;
    private int session;

    public LogReader(Connector connector, LogStream stream, LogChannel channel, LogIndex index)
    {
        (this.connector, this.stream, this.channel, this.index) = (connector, stream, channel, index);
        again = Backoff.Forever(connector.Time);
        idle = connector.Time.CreateTimer(_ => CloseIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether there is a consumer.</summary>
    public bool IsOpen => subscription is not null;

    /// <summary>RequeuedJobs once the index holds everything that was confirmed before the call. Those who call while a reading is under way share the next.</summary>
    /// <exception cref="TransportException">The stream is gone or may not be read. What may pass is tried again.</exception>
    public Task ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            waiting ??= TakeTurnAsync();
            return waiting.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        await turn.WaitAsync();
        await idle.DisposeAsync();
        await (Interlocked.Exchange(ref subscription, null)?.DisposeAsync() ?? default);
        disposed.Dispose();
    }

    private async Task TakeTurnAsync()
    {
        // Whoever begins it still has to note that it waits.
        await Task.Yield();
        await turn.WaitAsync(disposed.Token);
        try
        {
            lock (gate)
            {
                waiting = null;
            }

            if (await again.ExecuteAsync(async token => await TryAsync(token), disposed.Token) is { } refusal)
            {
                throw refusal;
            }
        }
        finally
        {
            idle.Change(stream.ReadingKeptOpen, Timeout.InfiniteTimeSpan);
            turn.Release();
        }
    }

    /// <returns>A refusal that trying again would not change.</returns>
    private async Task<TransportException?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadToMarkAsync(cancellationToken);
            return null;
        }
        catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.NotPermitted)
        {
            Close();
            Forget();
            return exception;
        }
    }

    private async Task ReadToMarkAsync(CancellationToken cancellationToken)
    {
        var id = LogMark.NewId();
        var seen = marks[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            subscription ??= await OpenAsync(cancellationToken);
            await channel.PublishAsync(LogMark.Write(id), default, cancellationToken);
            await WaitAsync(seen.Task, subscription, cancellationToken);
        }
        finally
        {
            marks.TryRemove(id, out _);
        }
    }

    private async Task WaitAsync(Task seen, LogSubscription reading, CancellationToken cancellationToken)
    {
        long before;
        do
        {
            before = reading.Received;
            Task either = Task.WhenAny(seen, reading.Ended);
            await either.WaitAsync(LongestSilence, connector.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!seen.IsCompleted && !reading.Ended.IsCompleted && reading.Received > before);
        if (seen.IsCompletedSuccessfully)
        {
            return;
        }

        Close();
        await (reading.Ended.IsFaulted ? reading.Ended : Task.CompletedTask);
        if (cursor.IsElsewhere || !reading.Ended.IsCompleted)
        {
            // Not the log that we know, or one that ends before the point where we stopped.
            Forget();
        }

        throw new TransportException(TransportError.ConnectionLost, $"Reading the stream '{stream.Name}' broke off.");
    }

    private Task<LogSubscription> OpenAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            cursor.Begin();
            var own = ++session;
            return LogSubscription.OpenAsync(connector, stream, cursor.Start, (offset, mark, body) => Handle(own, LogPosition.Of(offset, body, mark), mark, body), cancellationToken);
        }
    }

    private bool Handle(int own, LogPosition here, string? mark, ReadOnlySpan<byte> body)
    {
        var lines = mark is null ? ReadAll(body) : [];
        lock (gate)
        {
            // A subscription that was closed may still be handing us a message.
            if (own != session || !cursor.Take(here))
            {
                return own == session && !cursor.IsElsewhere;
            }

            lines.ForEach(index.Add);
        }

        if (mark is not null && marks.TryGetValue(mark, out var seen))
        {
            seen.TrySetResult();
        }

        return true;
    }

    private static List<LogVerdict> ReadAll(ReadOnlySpan<byte> body)
    {
        var lines = new List<LogVerdict>();
        foreach (var range in LogText.Split(body))
        {
            if (LogText.ReadVerdict(body[range]) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private void Forget()
    {
        lock (gate)
        {
            session++;
            cursor.Forget();
            index.Clear();
        }
    }

    private void CloseIfIdle()
    {
        if (turn.Wait(0))
        {
            Close();
            turn.Release();
        }
    }

    // Nobody waits for what the client does about a connection that may be gone.
    private void Close() => _ = Interlocked.Exchange(ref subscription, null)?.DisposeAsync().AsTask();
}
