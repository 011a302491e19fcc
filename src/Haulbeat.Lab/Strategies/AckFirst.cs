using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.Lab.Strategies;

/// <summary>The message is acked on receipt, before the work: no ack is ever late.</summary>
internal static class AckFirst
{
    public static async Task RunAsync(StrategyContext context)
    {
        var factory = new ConnectionFactory { Uri = context.Broker, RequestedHeartbeat = context.Heartbeat };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var body = delivery.Body.ToArray();
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            Work.Do(body, context.Ledger);
        };
        await channel.BasicConsumeAsync(context.Queue, autoAck: false, consumer);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time);
    }
}
