using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Transports;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What happened to the jobs of a broker, in one order that all its workers see alike: who may start a job, what has ended, and how.</summary>
internal sealed class JobLog : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Connector connector;
    private readonly LogStream stream;
    private readonly LogOutage outage;
    private readonly Publisher publisher;
    private readonly LogChannel channel;
    private readonly LogIndex index;
    private readonly LogReader reader;
    private readonly LogBacklog backlog;
    private readonly SentNotes notes;
    private readonly CancellationTokenSource closed = new();
    private readonly Lock gate = new();
    private QueueDeclaration declaration = QueueDeclaration.Never;
    private Task<string?>? making;

    public JobLog(Connector connector, LogStream? stream = null)
    {
        this.connector = connector;
        this.stream = stream ?? LogStream.Default;
        outage = new LogOutage(this.stream.Name, connector.Address.Endpoint);
        // A stream that is just being made closes the connection that writes to it: no job is sent on this one.
        publisher = new Publisher(connector, "the log");
        channel = new LogChannel(publisher, this.stream, outage, connector.Time);
        // What is read may be as old as the log allows, and is kept for as long again.
        index = new LogIndex(this.stream.Retention, connector.Time);
        reader = new LogReader(connector, this.stream, channel, index);
        backlog = new LogBacklog(AppendAsync, connector.Time);
        notes = new SentNotes((record, cancellationToken) => PublishAsync(LogText.Write(record), cancellationToken), connector.Time);
    }

    /// <summary>Whether there is a log.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether it is being followed.</summary>
    public bool IsReading => reader.IsOpen;

    /// <summary>Why the broker takes no entries for now, an alarm say, or null if it does.</summary>
    public string? Blocked => publisher.Blocked;

    /// <summary>Finds the log, or makes it if it may. Says what its absence costs.</summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> OpenAsync(QueueDeclaration declare, IReporter reporter, CancellationToken cancellationToken)
    {
        (declaration, outage.Reporter) = (declare, reporter);
        var whyNot = await EnsureSoonAsync(cancellationToken);
        IsOpen = whyNot is null;
        if (!IsOpen)
        {
            reporter.Report(new WorkerEvent.Warned(LogAbsence.Explain(stream, connector.Address, whyNot!)));
        }

        return IsOpen;
    }

    /// <summary>RequeuedJobs once the broker has the record. Writing it twice does no harm: the second time changes nothing.</summary>
    /// <exception cref="TransportException">It is not in the log, or nobody knows.</exception>
    public Task AppendAsync(LogRecord record, CancellationToken cancellationToken) => AppendAsync(LogText.Write(record), cancellationToken);

    /// <summary>Writes it soon, with others. Waits only while very many are to be written.</summary>
    /// <returns>Completes when the broker has it, however long that takes.</returns>
    public Task<Task> AppendSoonAsync(LogRecord record, CancellationToken cancellationToken) => backlog.AddAsync(LogText.Write(record), cancellationToken);

    /// <summary>What the log says of the job; everything that was confirmed before the call is taken in. Waits for a broker that is gone or takes no messages.</summary>
    /// <exception cref="TransportException">There is no log any more, or it may not be read.</exception>
    public async Task<JobOwnership> ReadAsync(LogKey key, CancellationToken cancellationToken)
    {
        while (await TryReadAsync(cancellationToken) is { } gone)
        {
            await MakeAgainAsync(gone, cancellationToken);
            await Task.Delay(Backoff.First, connector.Time, cancellationToken);
        }

        return index.Find(key);
    }

    /// <summary>Tells people that a job was sent, if there is a log. RequeuedJobs at once.</summary>
    public void NoteSent(Job job, IReadOnlyBasicProperties properties) => notes.Note(new LogRecord
    {
        Key = LogKey.Of(job.Queue, job.Id, properties, job.Body.Span),
        Event = LogEvent.Sent,
        Job = job,
        Worker = "",
        At = connector.Time.GetUtcNow(),
    });

    /// <summary>What the log tells of a job, or null if it tells nothing or cannot be read. Reads all of the log.</summary>
    public async Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            return await new LogScan(connector, stream, channel).FindAsync(job, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.NotPermitted)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await notes.DisposeAsync();
        await backlog.DisposeAsync();
        await closed.CancelAsync();
        await reader.DisposeAsync();
        await channel.DisposeAsync();
        await publisher.DisposeAsync();
        closed.Dispose();
    }

    private async Task AppendAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAnywayAsync(lines, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error != TransportError.ConnectionLost)
        {
            outage.OnSilence(exception.Message);
            throw;
        }
    }

    private async Task PublishAnywayAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(lines, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await MakeAgainAsync(exception, cancellationToken);
            await PublishAsync(lines, cancellationToken);
        }
    }

    private Task PublishAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken) =>
        channel.PublishAsync(new BasicProperties { Persistent = true, ContentType = "application/json" }, line, cancellationToken);

    private async Task<TransportException?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reader.ReadAsync(cancellationToken);
            return null;
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            return exception;
        }
    }

    private async Task MakeAgainAsync(TransportException cause, CancellationToken cancellationToken)
    {
        if (await MakingAsync().WaitAsync(cancellationToken) is { } whyNot)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"The stream '{stream.Name}' is gone from the broker at {connector.Address.Endpoint} and cannot be made again: {whyNot}.", cause);
        }
    }

    // All who miss the log wait for the same attempt: each on its own would storm the broker.
    private Task<string?> MakingAsync()
    {
        lock (gate)
        {
            return making is { IsCompleted: false } underWay ? underWay : making = Backoff.Forever(connector.Time).ExecuteAsync(async token => await EnsureAsync(token), closed.Token).AsTask();
        }
    }

    // A log that only does not answer is there, and others may be writing to it: a worker that went on without it would be judged by what it did not say.
    private async Task<string?> EnsureSoonAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestStart, connector.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await EnsureAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outage.OnSilence($"the broker did not make it available within {LongestStart.TotalSeconds:0} s; the node that keeps it may be down");
            return null;
        }
    }

    // A broker in its first moments says that the stream's node is down: to take that for a missing log would cost its guarantees for good.
    private async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        for (var pause = Backoff.First; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await EnsureOnceAsync(cancellationToken);
            }
            catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.ConnectionLost)
            {
                await Task.Delay(pause, connector.Time, cancellationToken);
            }
        }
    }

    // Not on the publishing connection: under an alarm a worker must be able to start.
    private async Task<string?> EnsureOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connector.OpenAsync("making the log", cancellationToken);
        return await stream.EnsureAsync(connection, connector.Address, declaration, cancellationToken);
    }
}
