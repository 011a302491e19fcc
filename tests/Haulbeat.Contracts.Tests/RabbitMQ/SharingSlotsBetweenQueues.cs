using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class SharingSlotsBetweenQueues : RabbitMQTest
{
    [Fact]
    public async Task No_message_is_handed_back_on_the_way()
    {
        string[] queues = [Queue, Fixture.NewQueue(), Fixture.NewQueue()];
        foreach (var queue in Enumerable.Repeat(queues, 6).SelectMany(all => all))
        {
            await SendAsync(queue: queue);
        }

        var receiver = await ReceiveReportedAsync(queues: queues);
        var running = await receiver.ReceiveAsync(default, Deadline);
        for (var i = 0; i < 8; i++)
        {
            (await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(Done(), Deadline)).Should().BeTrue();
        }

        var channel = await ForeignChannelAsync();
        var left = 0;
        foreach (var queue in queues)
        {
            while (await channel.BasicGetAsync(queue, autoAck: true, Deadline) is { } message)
            {
                left++;
                message.Redelivered.Should().BeFalse();
                message.BasicProperties.Headers!.TryGetValue("x-delivery-count", out var count);
                Convert.ToInt64(count ?? 0L).Should().Be(0);
            }
        }

        left.Should().Be(18 - 9);
        running.Lost.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task Each_queue_has_its_turn()
    {
        var other = Fixture.NewQueue();
        foreach (var queue in new[] { Queue, Queue, Queue, other, other, other })
        {
            await SendAsync(queue: queue);
        }

        var receiver = await ReceiveReportedAsync(queues: [Queue, other]);
        var order = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            order.Add(delivery.Job.Queue);
            await delivery.SettleAsync(Done(), Deadline);
        }

        order.Should().Equal(Queue, other, Queue, other, Queue, other);
    }

    [Fact]
    public async Task Messages_that_come_to_all_queues_at_once_are_all_received()
    {
        string[] queues = [.. Enumerable.Range(0, 4).Select(_ => Fixture.NewQueue())];
        var receiver = await ReceiveReportedAsync(queues: queues);
        for (var round = 0; round < 10; round++)
        {
            var next = receiver.ReceiveAsync(default, Deadline);
            var sent = await Task.WhenAll(queues.Select(queue => SendAsync(queue: queue)));
            var received = new List<string>();
            for (var i = 0; i < queues.Length; i++)
            {
                var delivery = await (i == 0 ? next : receiver.ReceiveAsync(default, Deadline));
                received.Add(delivery.Job.Id);
                await delivery.SettleAsync(Done(), Deadline);
            }

            received.Should().BeEquivalentTo(sent.Select(job => job.Id));
        }
    }
}
