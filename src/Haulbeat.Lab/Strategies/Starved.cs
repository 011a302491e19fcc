using Haulbeat.RabbitMQ.Leases;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.Lab.Strategies;

/// <summary>The same in a program whose thread pool is starved: many calls wait synchronously (for a lock, for a Task's Result) until the work is over. The client's heartbeats need that pool.</summary>
internal static class Starved
{
    private const int WaitingCalls = 500;

    public static async Task RunAsync(LabPlace place)
    {
        var factory = new ConnectionFactory { Uri = place.Broker, RequestedHeartbeat = place.Heartbeat };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            WorkWhileOthersWait(delivery.Body.Span, place.Ledger);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(place.Queue, autoAck: false, consumer);
        await Task.Delay(Timeout.InfiniteTimeSpan, place.Time);
    }

    private static void WorkWhileOthersWait(ReadOnlySpan<byte> body, string ledger)
    {
        var done = new ManualResetEventSlim();
        for (var call = 0; call < WaitingCalls; call++)
        {
            _ = ThreadPool.QueueUserWorkItem(_ => done.Wait());
        }

        Work.Do(body, ledger);
        done.Set();
    }
}
