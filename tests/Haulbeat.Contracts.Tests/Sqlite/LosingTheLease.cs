using Haulbeat.Jobs;
using Haulbeat.Sqlite.Receiving;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Sqlite;

public sealed class LosingTheLease : QueueFileTest
{
    private const string EndAllLeases = "UPDATE receiver SET lease_until = 0";

    [Fact]
    public async Task Another_worker_takes_over_after_the_lease_and_the_first_can_settle_no_more()
    {
        await using var transport = await OpenAsync();
        await using var other = await OpenAsync();
        await SendAsync(transport);
        await using var late = await OpenReceiverAsync(transport);
        var first = await late.ReceiveAsync(default, Deadline);
        Meddle(EndAllLeases);
        await using var heir = await OpenReceiverAsync(other);
        var second = await heir.ReceiveAsync(default, Deadline);

        second.Job.Run.Should().Be(first.Job.Run + 1);
        (await first.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeFalse();
        first.Lost.IsCancellationRequested.Should().BeTrue();
        (await second.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
        (await transport.Monitor.FindJobAsync("job-1", Deadline)).Should().BeEquivalentTo(new { State = "succeeded", Run = 1, Interruptions = 1, Attempt = 1 });
    }

    [Fact]
    public async Task The_next_renewal_tells_what_is_lost()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await SendAsync(transport, NewJob("job-2"));
        await using var late = await OpenReceiverAsync(transport);
        IDelivery[] leased = [await late.ReceiveAsync(default, Deadline), await late.ReceiveAsync(default, Deadline)];
        Meddle(EndAllLeases);
        await using var heir = await OpenReceiverAsync(transport);
        var taken = await heir.ReceiveAsync(default, Deadline);

        await ((SqliteReceiver)late).RenewAsync(Deadline);
        leased.Select(delivery => delivery.Lost.IsCancellationRequested).Should().Equal(leased.Select(delivery => delivery.Job.Id == taken.Job.Id));
    }

    [Fact]
    public async Task A_job_is_not_handed_out_again_before_the_lease_is_over()
    {
        var lease = TimeSpan.FromSeconds(1);
        var gone = await OpenAsync();
        await SendAsync(gone);
        var safeUntil = (await (await OpenReceiverAsync(gone, lease)).ReceiveAsync(default, Deadline)).Term.SafeUntil;
        await gone.DisposeAsync();
        await using var transport = await OpenAsync();
        await using var heir = await OpenReceiverAsync(transport);
        await heir.ReceiveAsync(default, Deadline);
        BootClock.Now.Should().BeGreaterThan(safeUntil + (lease / 20));
    }

    [Fact]
    public async Task A_reboot_ends_every_lease_at_once()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var before = await OpenReceiverAsync(transport, TimeSpan.FromDays(1));
        await before.ReceiveAsync(default, Deadline);
        await using var after = await OpenReceiverAsync(transport);
        var next = after.ReceiveAsync(default, Deadline);
        Meddle("UPDATE receiver SET boot = 'an-earlier-one' WHERE number = 1");
        (await next).Job.Run.Should().Be(1);
    }

    [Fact]
    public async Task An_abandoned_job_goes_before_those_that_wait()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport, NewJob("begun"));
        await using var gone = await OpenReceiverAsync(transport, TimeSpan.FromDays(1));
        await gone.ReceiveAsync(default, Deadline);
        await SendAsync(transport, NewJob("waits") with { Priority = 255 });
        Meddle(EndAllLeases);
        await using var heir = await OpenReceiverAsync(transport);
        (await heir.ReceiveAsync(default, Deadline)).Job.Id.Should().Be("begun");
    }

    [Fact]
    public async Task A_file_that_hangs_prolongs_nothing()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport, TimeSpan.FromSeconds(1));
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await using (var connection = Connect())
        {
            await using var hold = connection.BeginTransaction(deferred: false);
            await EventuallyAsync(() => BootClock.Now > delivery.Term.SafeUntil);
        }

        await EventuallyAsync(() => delivery.Term.SafeUntil > BootClock.Now);
        (await delivery.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_a_full_lease()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport);
        await using var receiver = await OpenReceiverAsync(transport);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        var safeUntil = delivery.Term.SafeUntil;
        await receiver.StopAsync();
        delivery.Term.SafeUntil.Should().BeGreaterThan(safeUntil);
    }

    [Fact]
    public async Task A_requeued_job_goes_before_those_that_wait_whatever_their_priority()
    {
        await using var transport = await OpenAsync();
        await SendAsync(transport, NewJob("begun"));
        await using var receiver = await OpenReceiverAsync(transport);
        var begun = await receiver.ReceiveAsync(default, Deadline);
        await SendAsync(transport, NewJob("waits") with { Priority = 255 });
        await begun.SettleAsync(new Settlement.Requeue(), Deadline);
        (await receiver.ReceiveAsync(default, Deadline)).Job.Id.Should().Be("begun");
    }
}
