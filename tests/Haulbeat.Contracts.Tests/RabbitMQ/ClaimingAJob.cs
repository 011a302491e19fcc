using Haulbeat.Custody;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class ClaimingAJob : CustodyTest
{
    [Fact]
    public async Task Its_message_moves_from_its_queue_to_the_workers_custody()
    {
        await SendAsync();
        var receiver = await ReceiveAsync(Worker());
        var delivery = await receiver.NextAsync(Deadline);
        (await delivery.ClaimAsync(Deadline)).Should().BeTrue();

        delivery.Term.IsClaimed.Should().BeTrue();
        delivery.Term.SurvivesUntil.Should().BeGreaterThan(BootClock.Now);
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Claimed>() == 1));
        await receiver.DisposeAsync();
        await EventuallyAsync(async () => await CountAsync(CustodyQueue) == 1);
        (await CountAsync(Queue)).Should().Be(0);
    }

    [Fact]
    public async Task It_is_claimed_by_itself_after_a_while()
    {
        await SendAsync();
        var receiver = await ReceiveAsync(Worker() with { ClaimAfter = TimeSpan.FromSeconds(1) });
        var delivery = await receiver.NextAsync(Deadline);
        delivery.Term.IsClaimed.Should().BeFalse();
        await EventuallyAsync(() => Task.FromResult(delivery.Term.IsClaimed));
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyAsync(async () => await CountAsync(CustodyQueue) == 0);
    }

    [Fact]
    public async Task Before_it_is_handed_out_if_that_is_asked_for()
    {
        await SendAsync();
        var delivery = await (await ReceiveAsync(Worker() with { ClaimAfter = TimeSpan.Zero })).NextAsync(Deadline);
        delivery.Term.IsClaimed.Should().BeTrue();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task It_is_renewed_again_and_again_and_one_message_stands_for_it()
    {
        await SendAsync();
        var receiver = await ReceiveAsync(Worker(TimeSpan.FromSeconds(3)));
        var delivery = await receiver.NextAsync(Deadline);
        (await delivery.ClaimAsync(Deadline)).Should().BeTrue();
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Renewed>() >= 3));
        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        await receiver.StopAsync();
        await receiver.DisposeAsync();
        // Between the two queues the broker counts it in neither, so it is counted where it comes to rest.
        await EventuallyAsync(async () => await CountAsync(CustodyNames.ReturnedQueue(Queue)) > 0 && await CountAsync(CustodyQueue) == 0);
        (await CountAsync(CustodyNames.ReturnedQueue(Queue))).Should().Be(1);
    }
}
