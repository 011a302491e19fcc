using Haulbeat.Jobs;
using Haulbeat.Testing;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class LosingTheConnection : RabbitMQTest
{
    [Fact]
    public async Task An_unacked_job_is_lost_at_once_and_handed_out_again()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        var sent = await SendAsync();
        var receiver = await ReceiveAtAsync(proxy.Address());
        var first = await receiver.ReceiveAsync(default, Deadline);

        proxy.Cut();
        await CancelledAsync(first.Lost);
        var again = await receiver.ReceiveAsync(default, Deadline);

        again.Job.Id.Should().Be(sent.Id);
        again.Lost.IsCancellationRequested.Should().BeFalse();
        again.Term.SafeUntil.Should().BeGreaterThan(BootClock.Now);
    }

    [Fact]
    public async Task A_late_ack_touches_nothing()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        var (one, two) = (await SendAsync("one"), await SendAsync("two"));
        var receiver = await ReceiveAtAsync(proxy.Address());
        var dead = await receiver.ReceiveAsync(default, Deadline);
        proxy.Cut();
        await CancelledAsync(dead.Lost);

        // The new channel numbers its deliveries from 1 again, as the dead one did.
        var alive = await receiver.ReceiveAsync(default, Deadline);
        (await dead.SettleAsync(Done(), Deadline)).Should().BeFalse();
        (await alive.SettleAsync(Done(), Deadline)).Should().BeTrue();
        var last = await receiver.ReceiveAsync(default, Deadline);

        new[] { alive.Job.Id, last.Job.Id }.Should().BeEquivalentTo([one.Id, two.Id]);
    }

    [Fact]
    public async Task Each_change_is_told_once()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        var receiver = await ReceiveAtAsync(proxy.Address());
        for (var cuts = 1; cuts <= 3; cuts++)
        {
            proxy.Cut();
            await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Reconnected>() == cuts));
            Reporter.Count<WorkerEvent.ConnectionLost>().Should().Be(cuts);
        }

        await SendAsync();
        await receiver.ReceiveAsync(default, Deadline);
        Reporter.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Settling_goes_on_when_only_publishing_is_cut()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        await SendAsync();
        var transport = await RabbitMQFixture.ConnectAsync(proxy.Address(), Deadline);
        proxy.Cut();
        await using var receiver = await transport.OpenReceiverAsync(Options(null, 1), Deadline);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(Death("exited with code 1", exitCode: 1), Deadline)).Should().BeTrue();
        (await Fixture.ReadDeadLetterAsync(Queue, Deadline)).Job.Should().Be(delivery.Job.Id);
        await transport.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_else_is_handed_the_job_of_a_silent_worker_before_its_safe_moment()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        var sent = await SendAsync();
        var silent = await ReceiveAtAsync(proxy.Address("heartbeat=1"));
        var unacked = await silent.ReceiveAsync(default, Deadline);
        var other = await ReceiveReportedAsync();

        proxy.Stall();
        var safeUntil = unacked.Term.SafeUntil;
        var taken = await other.ReceiveAsync(default, Deadline);

        taken.Job.Id.Should().Be(sent.Id);
        BootClock.Now.Should().BeGreaterThan(safeUntil);
    }

    [Fact]
    public async Task A_stalled_connection_answers_no_probe()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        await SendAsync();
        var silent = await ReceiveAtAsync(proxy.Address("heartbeat=2"));
        var unacked = await silent.ReceiveAsync(default, Deadline);
        await LongerThanAsync(unacked, unacked.Term.SafeUntil);
        proxy.Stall();
        await CancelledAsync(unacked.Lost);
        BootClock.Now.Should().BeGreaterThan(unacked.Term.SafeUntil);
    }
}
