using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Publishes what a job's end takes: the dead letter, and the answer to its sender.</summary>
internal sealed class SettlementPublisher(Publisher publisher, ReceiveOptions options, TimeProvider time)
{
    private readonly QueueDeclarer declarer = new(publisher.Address);

    /// <summary>Returns once the broker has confirmed everything, however long that takes.</summary>
    /// <param name="job">The job.</param>
    /// <param name="properties">The properties of its message.</param>
    /// <param name="settlement">What is done about it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task PublishAsync(Job job, IReadOnlyBasicProperties properties, Settlement settlement, CancellationToken cancellationToken) => settlement switch
    {
        Settlement.Complete(var result) => ReplyAsync(job, JobEnd.SucceededOutcome, null, result, cancellationToken),
        Settlement.DeadLetter(var details) => DeadLetterAsync(job, properties, details, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task DeadLetterAsync(Job job, IReadOnlyBasicProperties properties, FailureDetails details, CancellationToken cancellationToken)
    {
        await RetryAsync(job, job.Body.Length, token => PublishDeadLetterAsync(job, properties, details, token), cancellationToken).ConfigureAwait(false);
        await ReplyAsync(job, details.Outcome, details.Reason, default, cancellationToken).ConfigureAwait(false);
    }

    private async Task PublishDeadLetterAsync(Job job, IReadOnlyBasicProperties original, FailureDetails details, CancellationToken cancellationToken)
    {
        var connection = await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var properties = DeadLetterWriter.Write(original, job, details, connection.FrameMax);
        try
        {
            await publisher.PublishAsync(QueueName.Dead(job.Queue), properties, job.Body, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await declarer.EnsureDeadAsync(connection, job.Queue, options.Declare, cancellationToken).ConfigureAwait(false);
            await publisher.PublishAsync(QueueName.Dead(job.Queue), properties, job.Body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReplyAsync(Job job, string outcome, string? reason, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        if (job.ReplyTo is { } replyTo)
        {
            await RetryAsync(job, result.Length, token => PublishReplyAsync(job, replyTo, outcome, reason, result, token), cancellationToken).ConfigureAwait(false);
        }
    }

    // The sender may be gone, or the broker may not take the answer: that is no reason to keep the job.
    private async Task PublishReplyAsync(Job job, string replyTo, string outcome, string? reason, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(replyTo, Reply.Write(job, outcome, reason), result, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.MessageRefused && !result.IsEmpty)
        {
            await PublishReplyAsync(job, replyTo, outcome, $"The result of {result.Length} bytes could not be sent: {exception.Message}", default, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.NotPermitted or TransportError.MessageRefused)
        {
            options.Reporter.Report(new WorkerEvent.Warned($"The answer of job {job.Id} reaches nobody: {exception.Message}"));
        }
    }

    // Forever. Warns once.
    private async Task RetryAsync(Job job, int bytes, Func<CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        var isReported = false;
        var timeout = new ConfirmTimeout(bytes);
        var forever = Backoff.Forever(time, failure =>
        {
            ReportOnce(failure.Message);
            return default;
        });
        await forever.ExecuteAsync(async token => await publisher.WaitForConfirmAsync(publish, ReportOnce, timeout, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        void ReportOnce(string reason)
        {
            if (!isReported)
            {
                isReported = true;
                options.Reporter.Report(new WorkerEvent.Warned($"Job {job.Id} has ended and cannot be settled yet; it is kept and tried again: {reason}"));
            }
        }
    }
}
