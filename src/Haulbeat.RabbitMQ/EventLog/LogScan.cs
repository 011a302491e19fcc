using System.Text;
using System.Text.Json;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>Reads the whole log once, for people: what cannot be had at once is left out.</summary>
internal sealed class LogScan(Connector connector, LogStream stream, LogChannel channel)
{
    private static readonly TimeSpan LongestMark = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(500);

    private readonly string end = LogMark.NewId();
    private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the log tells of the job, or null. Takes as long as reading all of the log does.</summary>
    /// <exception cref="TransportException">There is no log, or it may not be read.</exception>
    public async Task<JobState?> FindAsync(string job, CancellationToken cancellationToken)
    {
        var history = new JobHistory(job);
        // Few lines are about the job: the others need not be understood.
        var id = Encoding.UTF8.GetBytes(JsonEncodedText.Encode(job).ToString());
        await using (var reading = await LogSubscription.OpenAsync(connector, stream, null, Handle, cancellationToken))
        {
            await WaitAsync(reading, await MarkAsync(cancellationToken), cancellationToken);
        }

        return history.State;

        bool Handle(long offset, string? mark, ReadOnlySpan<byte> body)
        {
            foreach (var range in LogText.Split(body))
            {
                if (body[range].IndexOf(id) >= 0 && LogText.Read(body[range]) is { } line)
                {
                    history.Add(line);
                }
            }

            return mark != end || !seen.TrySetResult();
        }
    }

    // Without a mark, which an alarm or a missing permission keeps out, the end is where nothing more comes.
    private async Task<bool> MarkAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestMark, connector.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await channel.PublishAsync(LogMark.Write(end), default, either.Token);
            return true;
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WaitAsync(LogSubscription reading, bool isMarked, CancellationToken cancellationToken)
    {
        long before;
        do
        {
            before = reading.Received;
            Task either = Task.WhenAny(seen.Task, reading.Ended);
            await either.WaitAsync(isMarked ? LongestSilence * 10 : LongestSilence, connector.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!seen.Task.IsCompleted && !reading.Ended.IsCompleted && reading.Received > before);
        if (reading.Ended.IsFaulted)
        {
            await reading.Ended;
        }

        if (!seen.Task.IsCompleted && (isMarked || reading.Ended.IsCompleted))
        {
            throw new TransportException(TransportError.ConnectionLost, $"Reading the stream '{stream.Name}' at {connector.Address.Endpoint} broke off. Try again.");
        }
    }
}
