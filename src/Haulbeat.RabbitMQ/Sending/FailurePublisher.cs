using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Publishes what is to be heard of a job's end: the answer to its sender and the dead letter.</summary>
internal sealed class FailurePublisher(Publisher publisher, ReceiveOptions options, TimeProvider time)
{
    private readonly QueueDeclarer declarer = new(publisher.Address);

    /// <summary>RequeuedJobs once the broker has it all, however long that takes.</summary>
    public Task PublishAsync(Job job, IReadOnlyBasicProperties properties, Settlement settlement, CancellationToken cancellationToken) => settlement switch
    {
        Settlement.Complete(var result) => ReplyAsync(job, HaulbeatHeaders.Succeeded, null, result, cancellationToken),
        Settlement.DeadLetter(var certificate) => DeadLetterAsync(job, properties, certificate, cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Tries again until it works, and says once if it does not.</summary>
    /// <param name="job">The job.</param>
    /// <param name="bytes">How large the message is.</param>
    /// <param name="publish">Publishes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task UntilItWorksAsync(Job job, int bytes, Func<CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        var told = false;
        var patience = new Patience(bytes);
        var forever = Backoff.Forever(time, failure =>
        {
            TellOnce(failure.Message);
            return default;
        });
        await forever.ExecuteAsync(async token => await publisher.GiveUpWhenForgottenAsync(publish, TellOnce, patience, token), cancellationToken);

        void TellOnce(string reason)
        {
            if (!told)
            {
                told = true;
                options.Reporter.Report(new WorkerEvent.Warned($"Job {job.Id} ended and cannot be settled yet; it is kept and tried again: {reason}"));
            }
        }
    }

    private async Task DeadLetterAsync(Job job, IReadOnlyBasicProperties properties, FailureDetails certificate, CancellationToken cancellationToken)
    {
        await UntilItWorksAsync(job, job.Body.Length, token => PublishDeadAsync(job, properties, certificate, token), cancellationToken);
        await ReplyAsync(job, HaulbeatHeaders.Dead, certificate.Reason, default, cancellationToken);
    }

    private async Task PublishDeadAsync(Job job, IReadOnlyBasicProperties original, FailureDetails certificate, CancellationToken cancellationToken)
    {
        var connection = await publisher.ConnectAsync(cancellationToken);
        var properties = DeadLetter.Write(original, job, certificate, connection.FrameMax);
        try
        {
            await publisher.PublishAsync(QueueName.Dead(job.Queue), properties, job.Body, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await declarer.EnsureDeadAsync(connection, job.Queue, options.Declare, cancellationToken);
            await publisher.PublishAsync(QueueName.Dead(job.Queue), properties, job.Body, cancellationToken);
        }
    }

    private async Task ReplyAsync(Job job, string outcome, string? reason, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        if (job.ReplyTo is { } replyTo)
        {
            await UntilItWorksAsync(job, result.Length, token => PublishReplyAsync(job, replyTo, outcome, reason, result, token), cancellationToken);
        }
    }

    // Whoever asked may be gone, or ask for more than the broker takes: that is no reason to keep the job.
    private async Task PublishReplyAsync(Job job, string replyTo, string outcome, string? reason, ReadOnlyMemory<byte> result, CancellationToken cancellationToken)
    {
        try
        {
            await publisher.PublishAsync(replyTo, Reply.Write(job, outcome, reason), result, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error == TransportError.MessageRefused && !result.IsEmpty)
        {
            await PublishReplyAsync(job, replyTo, outcome, $"The result of {result.Length} bytes could not be sent: {exception.Message}", default, cancellationToken);
        }
        catch (TransportException exception) when (exception.Error is TransportError.NoSuchQueue or TransportError.NotPermitted or TransportError.MessageRefused)
        {
            options.Reporter.Report(new WorkerEvent.Warned($"The answer of job {job.Id} reaches nobody: {exception.Message}"));
        }
    }
}
