using System.Collections.Concurrent;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Publishes to the event log, many messages at once. On a channel of its own: a stream without a leader must not hold up jobs.</summary>
internal sealed class EventLogWriter(Publisher publisher, EventLogStream stream, TimeProvider time) : IAsyncDisposable
{
    private const string BarrierType = "haulbeat-barrier";
    private const int MostNotes = 100;

    private static readonly TimeSpan LongestConfirm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailedNote = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1);
    private readonly ConcurrentDictionary<Task, bool> notes = new();
    private readonly CancellationTokenSource disposed = new();
    private IChannel? current;
    private DateTimeOffset nextNote = DateTimeOffset.MinValue;
    private int isSilenceReported;

    /// <summary>Told when the log takes no entries. Nobody at first.</summary>
    public IReporter? Reporter { get; set; }

    /// <summary>The id of a new barrier: a message that only says that whoever reads it has read everything before it.</summary>
    public static string NewBarrier() => Guid.NewGuid().ToString("N");

    /// <summary>The properties of a barrier's message, which has no body.</summary>
    public static BasicProperties Barrier(string id) => new() { Type = BarrierType, MessageId = id };

    /// <summary>The id of the barrier that the message is, or null if it is none.</summary>
    public static string? ReadBarrier(IReadOnlyBasicProperties properties) => properties.Type == BarrierType ? properties.MessageId : null;

    /// <summary>Returns once the broker has the lines. Waits while the broker takes no messages at all.</summary>
    /// <exception cref="TransportException">The broker does not take them, or nobody knows.</exception>
    public Task WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        PublishAsync(new BasicProperties { Persistent = true, ContentType = "application/json" }, lines, cancellationToken);

    /// <summary>Returns once the broker has the barrier.</summary>
    /// <exception cref="TransportException">The broker does not take it, or nobody knows.</exception>
    public Task WriteBarrierAsync(string id, CancellationToken cancellationToken) => PublishAsync(Barrier(id), default, cancellationToken);

    /// <summary>Begins to write an entry that only people read, and never delays or fails its caller. A broker without a log is asked again after a minute. While many such entries are under way, this one is left out.</summary>
    public void Note(EventLogEntry entry)
    {
        if (notes.Count < MostNotes && time.GetUtcNow() >= nextNote)
        {
            var writing = NoteAsync(entry);
            notes[writing] = true;
            _ = writing.ContinueWith(_ => notes.TryRemove(writing, out var _), TaskScheduler.Default);
        }
    }

    /// <summary>Reports once that nothing can be written, and what that means, until something can again.</summary>
    public void OnSilence(string why)
    {
        if (Reporter is { } reporter && Interlocked.Exchange(ref isSilenceReported, 1) == 0)
        {
            reporter.Report(new WorkerEvent.Warned(
                $"The event log (stream '{stream.Name}' at {publisher.Address.Endpoint}) takes no entries: {why.TrimEnd('.')}. Until it does, jobs run but are not leased, leased jobs are kept but not settled, and interrupted jobs wait. If the node that has the stream does not come back, `haulbeat doctor` prints the commands to make it again."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(notes.Keys).WaitAsync(LongestGoodbye, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await disposed.CancelAsync().ConfigureAwait(false);
        if (current is { } channel)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
        }

        disposed.Dispose();
        gate.Dispose();
    }

    private async Task NoteAsync(EventLogEntry entry)
    {
        try
        {
            await WriteAsync(entry.Write(), disposed.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            nextNote = time.GetUtcNow() + PauseAfterFailedNote;
        }
    }

    private async Task PublishAsync(BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var channel = await OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        var publishing = publisher.PublishAsync(channel, stream.Name, properties, body, cancellationToken);
        while (!await IsDoneAsync(publishing, cancellationToken).ConfigureAwait(false))
        {
            if (publisher.Blocked is null)
            {
                _ = channel.DisposeAsync().AsTask();
                var silence = $"neither confirmed nor refused an entry within {LongestConfirm.TotalSeconds:0} s";
                OnSilence($"it {silence}");
                throw new TransportException(TransportError.ConnectionLost, $"The event log at the broker at {publisher.Address.Endpoint} {silence}.");
            }
        }

        await publishing.ConfigureAwait(false);
        Volatile.Write(ref isSilenceReported, 0);
    }

    private async Task<bool> IsDoneAsync(Task publishing, CancellationToken cancellationToken)
    {
        await publishing.WaitAsync(LongestConfirm, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return publishing.IsCompleted;
    }

    private async Task<IChannel> OpenChannelAsync(CancellationToken cancellationToken)
    {
        if (current is { IsOpen: true } open)
        {
            return open;
        }

        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return current is { IsOpen: true } opened ? opened : current = await publisher.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
