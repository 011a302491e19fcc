using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.Lab.Strategies;

/// <summary>The tutorial's consumer in a program whose thread pool is starved: many calls block its threads (on a lock, on a Task's Result) until the work is over. The client's heartbeats need that pool.</summary>
internal static class Starved
{
    private const int BlockedCalls = 500;

    public static async Task RunAsync(StrategyContext context)
    {
        var factory = new ConnectionFactory { Uri = context.Broker, RequestedHeartbeat = context.Heartbeat };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            WorkWhileOthersBlock(delivery.Body.Span, context.Ledger);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(context.Queue, autoAck: false, consumer);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time);
    }

    private static void WorkWhileOthersBlock(ReadOnlySpan<byte> body, string ledger)
    {
        var done = new ManualResetEventSlim();
        for (var call = 0; call < BlockedCalls; call++)
        {
            _ = ThreadPool.QueueUserWorkItem(_ => done.Wait());
        }

        Work.Do(body, ledger);
        done.Set();
    }
}
