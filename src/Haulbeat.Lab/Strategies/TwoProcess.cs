using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.Lab.Strategies;

/// <summary>The well-known remedy: a child process does the work. The consumer checks once a second whether it has ended, and then acks.</summary>
internal static class TwoProcess
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(StrategyContext context)
    {
        var factory = new ConnectionFactory { Uri = context.Broker, RequestedHeartbeat = context.Heartbeat };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false);

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            using var child = await StartAsync(delivery.Body.ToArray(), context.Ledger);
            while (!child.HasExited)
            {
                await Task.Delay(PollInterval, context.Time);
            }

            await (child.ExitCode == 0
                ? channel.BasicAckAsync(delivery.DeliveryTag, multiple: false)
                : channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true));
        };
        await channel.BasicConsumeAsync(context.Queue, autoAck: false, consumer);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time);
    }

    private static async Task<Process> StartAsync(byte[] body, string ledger)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [LabProgram.Verb, LabProgram.WorkVerb, ledger]) { RedirectStandardInput = true, UseShellExecute = false };
        start.Environment.Remove(StrategyContext.BrokerVariable);
        var child = Process.Start(start)!;
        await child.StandardInput.BaseStream.WriteAsync(body);
        child.StandardInput.Close();
        return child;
    }
}
