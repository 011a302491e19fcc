using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Waits for the answer to one job.</summary>
internal sealed class ReplyListener(IChannel channel, string correlationId, BrokerAddress address) : IAsyncBasicConsumer
{
    /// <summary>The broker replaces this name with one that routes to our channel: https://www.rabbitmq.com/docs/direct-reply-to.</summary>
    public const string Queue = "amq.rabbitmq.reply-to";

    private readonly TaskCompletionSource<JobEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IChannel? Channel => channel;

    public Task<JobEnd> End => end.Task;

    public Task StartAsync(CancellationToken cancellationToken) => channel.BasicConsumeAsync(Queue, autoAck: true, this, cancellationToken);

    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        if (properties.CorrelationId == correlationId)
        {
            end.TrySetResult(Reply.Read(properties, body.ToArray()));
        }

        return Task.CompletedTask;
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default) => Fail("the broker cancelled the reply consumer");

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Fail(reason.ReplyText);

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private Task Fail(string why)
    {
        end.TrySetException(new TransportException(TransportError.ConnectionLost, $"The connection to the broker at {address.Endpoint} was lost while waiting for the job's end: {why}. The job goes on, but its answer is lost."));
        return Task.CompletedTask;
    }
}
