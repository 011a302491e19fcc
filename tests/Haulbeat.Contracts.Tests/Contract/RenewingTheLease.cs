using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class RenewingTheLease<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_delivery_is_safe_for_a_while_but_not_beyond_its_lease()
    {
        await SendAsync();
        var lease = TimeSpan.FromSeconds(20);
        var receiver = await OpenReceiverAsync(Transport, lease);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        delivery.Term.SafeUntil.Should().BeGreaterThan(BootClock.Now);
        delivery.Term.SafeUntil.Should().BeLessThan(BootClock.Now + lease);
    }

    [Fact]
    public async Task The_lease_is_renewed_again_and_again_by_itself()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync(Transport, Fixture.ShortLease);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await LongerThanAsync(delivery, delivery.Term.SafeUntil);
        await LongerThanAsync(delivery, delivery.Term.SafeUntil);
    }

    [Fact]
    public async Task A_renewed_job_outlasts_its_first_lease_and_settles()
    {
        await SendAsync();
        var owner = await OpenReceiverAsync(Transport, Fixture.ShortLease);
        var delivery = await owner.ReceiveAsync(default, Deadline);
        var other = (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline);
        await LongerThanAsync(delivery, BootClock.Now + (Fixture.ShortLease * 1.5));

        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        other.IsCompleted.Should().BeFalse();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }
}
