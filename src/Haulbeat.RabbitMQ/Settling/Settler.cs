using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Settling;

namespace Haulbeat.RabbitMQ.Settling;

/// <summary>Does what was decided about a delivery: first everything that is published, then the ack.</summary>
internal sealed class Settler(Publisher publisher, ReceiveOptions options, TimeProvider time)
{
    private readonly QueueDeclarer declarer = new(publisher.Address);

    /// <returns>False if custody was lost before.</returns>
    public async Task<bool> SettleAsync(Arrival arrival, Job job, Settlement settlement, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, arrival.Generation.Lost);
        try
        {
            await PublishAsync(arrival, job, settlement, held.Token);
        }
        catch (OperationCanceledException) when (arrival.Generation.Lost.IsCancellationRequested)
        {
            return false;
        }

        return await arrival.Generation.AckAsync(arrival.Tag);
    }

    private Task PublishAsync(Arrival arrival, Job job, Settlement settlement, CancellationToken cancellationToken) => settlement switch
    {
        Settlement.Complete(var result) => ReplyAsync(job, HaulbeatHeaders.Succeeded, null, result, cancellationToken),
        Settlement.DeadLetter(var certificate) => BuryAsync(arrival, job, certificate, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task BuryAsync(Arrival arrival, Job job, DeathCertificate certificate, CancellationToken cancellationToken)
    {
        await UntilItWorksAsync(job, token => PublishDeadAsync(arrival, job, certificate, token), cancellationToken);
        await ReplyAsync(job, HaulbeatHeaders.Dead, certificate.Reason, default, cancellationToken);
    }

    private async Task PublishDeadAsync(Arrival arrival, Job job, DeathCertificate certificate, CancellationToken cancellationToken)
    {
        var connection = await publisher.ConnectAsync(cancellationToken);
        var properties = DeadLetter.Write(arrival.Properties, job, certificate, connection.FrameMax);
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
        if (job.ReplyTo is not { } replyTo)
        {
            return;
        }

        await UntilItWorksAsync(job, token => PublishReplyAsync(job, replyTo, outcome, reason, result, token), cancellationToken);
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

    private async Task UntilItWorksAsync(Job job, Func<CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        var told = false;
        var forever = Backoff.Forever(time, failure =>
        {
            TellOnce(failure.Message);
            return default;
        });
        await forever.ExecuteAsync(async token => await publisher.GiveUpWhenForgottenAsync(publish, TellOnce, token), cancellationToken);

        void TellOnce(string reason)
        {
            if (!told)
            {
                told = true;
                options.Reporter.Report(new WorkerEvent.Warned($"Job {job.Id} ended and cannot be settled yet; it is kept and tried again: {reason}"));
            }
        }
    }
}
