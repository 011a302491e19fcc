using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What happened to the jobs of a broker, in one order that all its workers see alike: who may start a job, what has ended, and how. The door to the event log.</summary>
internal sealed class JobEventLog : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Connector connector;
    private readonly EventLogStream stream;
    private readonly Publisher publisher;
    private readonly EventLogWriter writer;
    private readonly EventLogBacklog backlog;
    private readonly OwnershipIndex index;
    private readonly EventLogReader reader;
    private readonly CancellationTokenSource closed = new();
    private readonly Lock gate = new();
    private QueueDeclaration declaration = QueueDeclaration.Never;
    private Task<string?>? making;

    public JobEventLog(Connector connector, EventLogStream? stream = null)
    {
        this.connector = connector;
        this.stream = stream ?? EventLogStream.Default;
        // The broker closes the connection that publishes to a stream in the stream's first moments (measured on 4.0.5): no job is sent on this one.
        publisher = new Publisher(connector, "the event log");
        writer = new EventLogWriter(publisher, this.stream, connector.Time);
        backlog = new EventLogBacklog(AppendAsync, connector.Time);
        // What is read may be as old as the log allows, and is kept for as long again.
        index = new OwnershipIndex(this.stream.Retention, connector.Time);
        reader = new EventLogReader(connector, this.stream, writer, index);
    }

    /// <summary>Whether there is a log.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether it is being followed.</summary>
    public bool IsReading => reader.IsOpen;

    /// <summary>Why the broker takes no entries for now, an alarm say, or null if it does.</summary>
    public string? Blocked => publisher.Blocked;

    /// <summary>Finds the log, or declares it if that is allowed. Warns of what its absence costs.</summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> OpenAsync(QueueDeclaration declare, IReporter reporter, CancellationToken cancellationToken)
    {
        (declaration, writer.Reporter) = (declare, reporter);
        var whyNot = await EnsureSoonAsync(cancellationToken).ConfigureAwait(false);
        IsOpen = whyNot is null;
        if (!IsOpen)
        {
            reporter.Report(new WorkerEvent.Warned(
                $"There is no event log at the broker at {connector.Address.Endpoint} (stream '{stream.Name}'): {whyNot!.TrimEnd('.')}. {EventLogStream.CostOfAbsence} {EventLogStream.Remedy}"));
        }

        return IsOpen;
    }

    /// <summary>Returns once the broker has the entry. Appending it twice is harmless: the second one changes nothing.</summary>
    /// <exception cref="TransportException">It is not in the log, or nobody knows.</exception>
    public Task AppendAsync(EventLogEntry entry, CancellationToken cancellationToken) => AppendAsync(entry.Write(), cancellationToken);

    /// <summary>Appends the entry soon, with others. Waits only while very many are to be written.</summary>
    /// <returns>Completes when the broker has it, however long that takes.</returns>
    public Task<Task> AppendSoonAsync(EventLogEntry entry, CancellationToken cancellationToken) => backlog.AddAsync(entry, cancellationToken);

    /// <summary>Who owns the job, by every entry that was confirmed before the call. Waits for a broker that is gone or takes no messages.</summary>
    /// <exception cref="TransportException">There is no log any more, or it may not be read.</exception>
    public async Task<JobOwnership> ReadAsync(EventLogKey key, CancellationToken cancellationToken)
    {
        while (await TryReadAsync(cancellationToken).ConfigureAwait(false) is { } gone)
        {
            await MakeAgainAsync(gone, cancellationToken).ConfigureAwait(false);
            await Task.Delay(Backoff.First, connector.Time, cancellationToken).ConfigureAwait(false);
        }

        return index.Find(key);
    }

    /// <summary>Writes that the job was sent, for people, if there is a log. Returns at once.</summary>
    public void NoteSent(Job job, IReadOnlyBasicProperties properties) =>
        writer.Note(EventLogEntry.Of(EventLogKey.Of(job.Queue, job.Id, properties, job.Body.Span), EventName.Sent, job, "", connector.Time.GetUtcNow()));

    /// <summary>What the log says of one job, or of all, or null if it can't be read. Reads all of it.</summary>
    /// <param name="job">The job's id; null for all jobs, without their history and results.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EventLogProjection?> ScanAsync(string? job, CancellationToken cancellationToken)
    {
        try
        {
            return await new EventLogScan(connector, stream, writer).ReadAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.NotPermitted)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await backlog.DisposeAsync().ConfigureAwait(false);
        await closed.CancelAsync().ConfigureAwait(false);
        await reader.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        await publisher.DisposeAsync().ConfigureAwait(false);
        closed.Dispose();
    }

    private async Task AppendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            await AppendAnywayAsync(lines, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error != TransportError.ConnectionLost)
        {
            writer.OnSilence(exception.Message);
            throw;
        }
    }

    private async Task AppendAnywayAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await MakeAgainAsync(exception, cancellationToken).ConfigureAwait(false);
            await writer.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TransportException?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            return exception;
        }
    }

    private async Task MakeAgainAsync(TransportException cause, CancellationToken cancellationToken)
    {
        if (await MakingAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } whyNot)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"The stream '{stream.Name}' is gone from the broker at {connector.Address.Endpoint} and cannot be declared again: {whyNot}.", cause);
        }
    }

    // All who miss the log wait for the same attempt. Each on its own would flood the broker.
    private Task<string?> MakingAsync()
    {
        lock (gate)
        {
            return making is { IsCompleted: false } underWay ? underWay : making = Backoff.Forever(connector.Time).ExecuteAsync(async token => await EnsureAsync(token).ConfigureAwait(false), closed.Token).AsTask();
        }
    }

    // A log that only does not answer exists, and others may be writing to it. Without it a worker's jobs would be taken for unowned: the log says nothing of them.
    private async Task<string?> EnsureSoonAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestStart, connector.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await EnsureAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            writer.OnSilence($"the broker did not make it available within {LongestStart.TotalSeconds:0} s; the node that has it may be down");
            return null;
        }
    }

    // A broker in its first moments says that the stream's node is down. Taken for a missing log, that would cost the worker its guarantees for good.
    private async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        var pauses = new DoublingPause(Backoff.First, LongestPause);
        while (true)
        {
            try
            {
                return await EnsureOnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.ConnectionLost)
            {
                await Task.Delay(pauses.Next(), connector.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Not on the publishing connection: a worker must be able to start under an alarm.
    private async Task<string?> EnsureOnceAsync(CancellationToken cancellationToken)
    {
        var connection = await connector.OpenAsync("declaring the event log", cancellationToken).ConfigureAwait(false);
        await using var connectionScope = connection.ConfigureAwait(false);
        return await stream.EnsureAsync(connection, connector.Address, declaration, cancellationToken).ConfigureAwait(false);
    }
}
