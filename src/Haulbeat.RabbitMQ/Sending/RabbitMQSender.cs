using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Sends jobs to the queues of a broker.</summary>
/// <param name="publisher">Publishes them.</param>
/// <param name="onSent">Told of each job that the broker has confirmed, with the properties of its message. Must be quick.</param>
internal sealed class RabbitMQSender(Publisher publisher, Action<Job, IReadOnlyBasicProperties> onSent) : IJobSender
{
    private readonly QueueDeclarer declarer = new(publisher.Address);

    public async Task SendAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        QueueName.Check(job.Queue);
        var connection = await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var properties = MessageWriter.Write(job, connection.FrameMax);
        await PublishAsync(() => publisher.PublishAsync(job.Queue, properties, job.Body, cancellationToken), job.Queue, declare, cancellationToken).ConfigureAwait(false);
        onSent(job, properties);
    }

    /// <remarks>
    /// The answer comes by RabbitMQ's direct reply-to (https://www.rabbitmq.com/docs/direct-reply-to), which takes no queue and no permission.
    /// The answer is lost with the connection; the job is not.
    /// </remarks>
    public async Task<JobEnd> SendAndWaitAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        QueueName.Check(job.Queue);
        var channel = await publisher.OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        await using var channelScope = channel.ConfigureAwait(false);
        var answer = new ReplyListener(channel, job.CorrelationId ?? job.Id, publisher.Address);
        await answer.StartAsync(cancellationToken).ConfigureAwait(false);
        var question = job with { ReplyTo = ReplyListener.Queue, CorrelationId = job.CorrelationId ?? job.Id };
        var properties = MessageWriter.Write(question, (await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false)).FrameMax);
        await PublishAsync(() => publisher.PublishAsync(channel, job.Queue, properties, job.Body, cancellationToken), job.Queue, declare, cancellationToken).ConfigureAwait(false);
        onSent(question, properties);
        return await answer.End.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // The queue nearly always exists: the broker is asked about it only when it returned the message.
    private async Task PublishAsync(Func<Task> publish, string queue, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        try
        {
            await publish().ConfigureAwait(false);
        }
        catch (TransportException exception) when (exception.Error == TransportError.NoSuchQueue)
        {
            await declarer.EnsureAsync(await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false), queue, declare, cancellationToken).ConfigureAwait(false);
            await publish().ConfigureAwait(false);
        }
    }
}
