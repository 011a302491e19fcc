using Haulbeat.Custody.Protocol;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Log;

/// <summary>What happened to the jobs of a broker, in one order that all its workers see alike: who may start a job, what has ended, and how.</summary>
internal sealed class JobLog : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    private readonly Connector connector;
    private readonly LogStream stream;
    private readonly LogChannel channel;
    private readonly LogIndex index;
    private readonly LogReader reader;
    private readonly SentNotes notes;
    private QueueDeclaration declaration = QueueDeclaration.Never;

    public JobLog(Connector connector, Publisher publisher, LogStream? stream = null)
    {
        this.connector = connector;
        this.stream = stream ?? LogStream.Default;
        channel = new LogChannel(publisher, this.stream, connector.Time);
        // What is read may be as old as the log allows, and is kept for as long again.
        index = new LogIndex(this.stream.Retention, connector.Time);
        reader = new LogReader(connector, this.stream, channel, index);
        notes = new SentNotes((record, cancellationToken) => PublishAsync(LogText.Write(record), cancellationToken), connector.Time);
    }

    /// <summary>Whether there is a log.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether it is being followed.</summary>
    public bool IsReading => reader.IsOpen;

    /// <summary>Finds the log, or makes it if it may. Says what its absence costs.</summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> OpenAsync(QueueDeclaration declare, IReporter reporter, CancellationToken cancellationToken)
    {
        declaration = declare;
        var whyNot = await EnsureSoonAsync(cancellationToken);
        IsOpen = whyNot is null;
        if (!IsOpen)
        {
            reporter.Report(new WorkerEvent.Warned(LogAbsence.Explain(stream, connector.Address, whyNot!)));
        }

        return IsOpen;
    }

    /// <summary>Returns once the broker has the record. Writing it twice does no harm: the second time changes nothing.</summary>
    /// <exception cref="TransportException">It is not in the log, or nobody knows.</exception>
    public async Task AppendAsync(LogRecord record, CancellationToken cancellationToken)
    {
        var line = LogText.Write(record);
        try
        {
            await PublishAsync(line, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await MakeAgainAsync(exception, cancellationToken);
            await PublishAsync(line, cancellationToken);
        }
    }

    /// <summary>What the log says of the job; everything that was confirmed before the call is taken in. Waits for a broker that is gone or takes no messages.</summary>
    /// <exception cref="TransportException">There is no log any more, or it may not be read.</exception>
    public async Task<JobFacts> ReadAsync(LogKey key, CancellationToken cancellationToken)
    {
        while (await TryReadAsync(cancellationToken) is { } gone)
        {
            await MakeAgainAsync(gone, cancellationToken);
            await Task.Delay(Backoff.First, connector.Time, cancellationToken);
        }

        return index.Find(key);
    }

    /// <summary>Tells people that a job was sent, if there is a log. Returns at once.</summary>
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
        await reader.DisposeAsync();
        await channel.DisposeAsync();
    }

    private Task PublishAsync(byte[] line, CancellationToken cancellationToken) =>
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
        if (await Backoff.Forever(connector.Time).ExecuteAsync(async token => await EnsureAsync(token), cancellationToken) is { } whyNot)
        {
            throw new TransportException(TransportError.NoSuchQueue, $"The stream '{stream.Name}' is gone from the broker at {connector.Address.Endpoint} and cannot be made again: {whyNot}.", cause);
        }
    }

    // Without a log a worker is better than no worker.
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
            return $"The broker did not make it available within {LongestStart.TotalSeconds:0} s: the node that keeps it may be down";
        }
    }

    // A broker in its first moments says that the stream's node is down: to take that for a missing log would cost its guarantees for good.
    private async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await EnsureOnceAsync(cancellationToken);
            }
            catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.ConnectionLost)
            {
                await Task.Delay(Backoff.First, connector.Time, cancellationToken);
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
