using System.Text;
using System.Text.Json;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Reads the whole event log once, for people. What can't be had at once is left out.</summary>
internal sealed class EventLogScan(Connector connector, EventLogStream stream, EventLogWriter writer)
{
    private static readonly TimeSpan LongestBarrier = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(500);

    private readonly string end = EventLogWriter.NewBarrier();
    private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the log says of one job, or of all. Takes as long as reading all of the log does.</summary>
    /// <param name="job">The job's id; null for all jobs, without their history and results.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TransportException">There is no log, or it may not be read.</exception>
    public async Task<EventLogProjection> ReadAsync(string? job, CancellationToken cancellationToken)
    {
        var projection = new EventLogProjection(job);
        // Few lines are on the job. The others need not be parsed.
        var id = job is null ? [] : Encoding.UTF8.GetBytes(JsonEncodedText.Encode(job).ToString());
        var reading = await EventLogSubscription.OpenAsync(connector, stream, null, Handle, cancellationToken).ConfigureAwait(false);
        await using (reading.ConfigureAwait(false))
        {
            await WaitAsync(reading, await WriteBarrierAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return projection;

        bool Handle(long offset, string? barrier, ReadOnlySpan<byte> body)
        {
            var line = 0;
            foreach (var range in EventLogEntry.Split(body))
            {
                line++;
                if (body[range].IndexOf(id) >= 0 && EventLogEntry.Read(body[range]) is { } entry)
                {
                    projection.Add(entry, offset, line);
                }
            }

            return barrier != end || !seen.TrySetResult();
        }
    }

    // Without a barrier, which an alarm or a missing permission keeps out, the log ends where nothing more comes.
    private async Task<bool> WriteBarrierAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestBarrier, connector.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await writer.WriteBarrierAsync(end, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WaitAsync(EventLogSubscription reading, bool hasBarrier, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(seen.Task, hasBarrier ? LongestSilence * 10 : LongestSilence, connector.Time, cancellationToken).ConfigureAwait(false);
        if (reading.Ended.IsFaulted)
        {
            await reading.Ended.ConfigureAwait(false);
        }

        if (!seen.Task.IsCompleted && (hasBarrier || reading.Ended.IsCompleted))
        {
            throw new TransportException(TransportError.ConnectionLost, $"Reading the stream '{stream.Name}' at {connector.Address.Endpoint} broke off. Try again.");
        }
    }
}
