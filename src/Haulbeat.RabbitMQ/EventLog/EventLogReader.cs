using System.Collections.Concurrent;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using Polly;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Brings the ownership index up to date with the event log on demand. Reads on from where it stopped; keeps no consumer while nobody asks.</summary>
/// <remarks>
/// AMQP does not tell where a stream ends, and a replica may lag behind. So the reader publishes a barrier of its own and reads up to it: whatever was confirmed
/// before comes before it. While an alarm blocks publishing, reading waits; so would the lease that it is needed for.
/// </remarks>
internal sealed class EventLogReader : IAsyncDisposable
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(5);

    private readonly Connector connector;
    private readonly EventLogStream stream;
    private readonly EventLogWriter writer;
    private readonly OwnershipIndex index;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> barriers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1);
    private readonly CancellationTokenSource disposed = new();
    private readonly ResiliencePipeline retry;
    private readonly ITimer idle;
    private readonly Lock gate = new();
    private readonly EventLogCursor cursor = new();
    private Task? waiting;
    private EventLogSubscription? subscription;
    private int session;

    public EventLogReader(Connector connector, EventLogStream stream, EventLogWriter writer, OwnershipIndex index)
    {
        (this.connector, this.stream, this.writer, this.index) = (connector, stream, writer, index);
        retry = Backoff.Forever(connector.Time);
        idle = connector.Time.CreateTimer(_ => CloseIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether there is a consumer.</summary>
    public bool IsOpen => subscription is not null;

    /// <summary>Returns once the index holds everything that was confirmed before the call. Callers that come while a reading is under way share the next one.</summary>
    /// <exception cref="TransportException">The stream is gone or may not be read. Whatever may pass is retried.</exception>
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
        await disposed.CancelAsync().ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        await idle.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref subscription, null) is { } open)
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }

        disposed.Dispose();
    }

    private async Task TakeTurnAsync()
    {
        // The caller holds the gate and has not set the waiting task yet.
        await Task.Yield();
        await turn.WaitAsync(disposed.Token).ConfigureAwait(false);
        try
        {
            lock (gate)
            {
                waiting = null;
            }

            if (await retry.ExecuteAsync(async token => await TryAsync(token).ConfigureAwait(false), disposed.Token).ConfigureAwait(false) is { } refusal)
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

    /// <returns>A refusal that a retry would not change.</returns>
    private async Task<TransportException?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadToBarrierAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.NotPermitted)
        {
            Close();
            Forget();
            return exception;
        }
    }

    private async Task ReadToBarrierAsync(CancellationToken cancellationToken)
    {
        var id = EventLogWriter.NewBarrier();
        var seen = barriers[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            subscription ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
            await writer.WriteBarrierAsync(id, cancellationToken).ConfigureAwait(false);
            var reading = subscription;
            await reading.WaitAsync(seen.Task, LongestSilence, connector.Time, cancellationToken).ConfigureAwait(false);
            if (!seen.Task.IsCompletedSuccessfully)
            {
                await OnBrokenOffAsync(reading).ConfigureAwait(false);
            }
        }
        finally
        {
            barriers.TryRemove(id, out _);
        }
    }

    private async Task OnBrokenOffAsync(EventLogSubscription reading)
    {
        Close();
        await ((reading.Ended.IsFaulted ? reading.Ended : Task.CompletedTask).ConfigureAwait(false));
        if (cursor.IsElsewhere || !reading.Ended.IsCompleted)
        {
            // It is not the log that we know, or one that ends before the point where we stopped.
            Forget();
        }

        throw new TransportException(TransportError.ConnectionLost, $"Reading the stream '{stream.Name}' broke off.");
    }

    private Task<EventLogSubscription> OpenAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            cursor.Begin();
            var own = ++session;
            return EventLogSubscription.OpenAsync(connector, stream, cursor.Start, (offset, barrier, body) => Handle(own, offset, barrier, body), cancellationToken);
        }
    }

    private bool Handle(int own, long offset, string? barrier, ReadOnlySpan<byte> body)
    {
        var entries = barrier is null ? ReadAll(body) : [];
        lock (gate)
        {
            // A subscription that was closed may still hand us a message.
            if (own != session || !cursor.Take(offset, barrier, body))
            {
                return own == session && !cursor.IsElsewhere;
            }

            entries.ForEach(index.Add);
        }

        if (barrier is not null && barriers.TryGetValue(barrier, out var seen))
        {
            seen.TrySetResult();
        }

        return true;
    }

    private static List<OwnershipFields> ReadAll(ReadOnlySpan<byte> body)
    {
        var entries = new List<OwnershipFields>();
        foreach (var range in EventLogEntry.Split(body))
        {
            if (EventLogEntry.ReadOwnership(body[range]) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
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

    // Not awaited: the connection may be gone, and the client takes its time to notice.
    private void Close() => _ = Interlocked.Exchange(ref subscription, null)?.DisposeAsync().AsTask();
}
