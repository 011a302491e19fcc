using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.Lab.Strategies;

/// <summary>The tutorial's consumer: the work runs in the handler and blocks its thread.</summary>
internal static class Callback
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
            Work.Do(delivery.Body.Span, context.Ledger);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(context.Queue, autoAck: false, consumer);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time);
    }
}
