using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class LeasingAJob : LeaseTest
{
    [Fact]
    public async Task Its_message_moves_from_its_queue_to_the_workers_lease_queue()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync(Worker());
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();

        delivery.Term.IsLeased.Should().BeTrue();
        delivery.Term.SurvivesUntil.Should().BeGreaterThan(BootClock.Now);
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Leased>() == 1));
        await receiver.DisposeAsync();
        await EventuallyAsync(async () => await CountAsync(LeaseQueue) == 1);
        (await CountAsync(Queue)).Should().Be(0);
    }

    [Fact]
    public async Task It_is_leased_by_itself_after_a_while()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync(Worker() with { LeaseAfter = TimeSpan.FromSeconds(1) });
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        delivery.Term.IsLeased.Should().BeFalse();
        await EventuallyAsync(() => Task.FromResult(delivery.Term.IsLeased));
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyAsync(async () => await CountAsync(LeaseQueue) == 0);
    }

    [Fact]
    public async Task Before_it_is_handed_out_if_that_is_asked_for()
    {
        await SendAsync();
        var delivery = await (await OpenReceiverAsync(Worker() with { LeaseAfter = TimeSpan.Zero })).ReceiveAsync(default, Deadline);
        delivery.Term.IsLeased.Should().BeTrue();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Whoever_stops_meanwhile_keeps_none_that_it_has_not_begun(int begun)
    {
        const int Jobs = 12;
        for (var i = 0; i < Jobs; i++)
        {
            await SendAsync($"{i}");
        }

        var first = await OpenReceiverAsync(Worker(slots: 8) with { LeaseAfter = TimeSpan.Zero });
        var bodies = new HashSet<string>();
        for (var i = 0; i < begun; i++)
        {
            bodies.Add(Text((await first.ReceiveAsync(default, Deadline)).Job));
        }

        await first.StopAsync();
        var second = await OpenReceiverAsync(Options(null, Jobs) with { Worker = Name + "-other", Reporter = Reporter });
        while (bodies.Count < Jobs)
        {
            bodies.Add(Text((await second.ReceiveAsync(default, Deadline)).Job)).Should().BeTrue("none begins twice");
        }

        Reporter.Warnings.Should().NotContain(warning => warning.Contains("PRECONDITION_FAILED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_renewed_again_and_again_and_one_message_stands_for_it()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync(Worker(TimeSpan.FromSeconds(3)));
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Renewed>() >= 3));
        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        await receiver.StopAsync();
        await receiver.DisposeAsync();
        // Between the two queues the broker counts it in neither, so it is counted where it comes to rest.
        await EventuallyAsync(async () => await CountAsync(LeaseNames.RequeuedQueue(Queue)) > 0 && await CountAsync(LeaseQueue) == 0);
        (await CountAsync(LeaseNames.RequeuedQueue(Queue))).Should().Be(1);
    }

    private static string Text(Job job) => System.Text.Encoding.UTF8.GetString(job.Body.Span);
}
