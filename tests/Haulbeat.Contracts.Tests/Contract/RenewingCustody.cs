using Haulbeat.Custody;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class RenewingCustody<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_delivery_is_safe_for_a_while_but_not_beyond_its_lease()
    {
        await SendAsync();
        var lease = TimeSpan.FromSeconds(20);
        var receiver = await ReceiveAsync(Transport, lease);
        var delivery = await receiver.NextAsync(Deadline);
        delivery.SafeUntil.Should().BeGreaterThan(BootClock.Now);
        delivery.SafeUntil.Should().BeLessThan(BootClock.Now + lease);
        receiver.RenewEvery.Should().BePositive().And.BeLessThanOrEqualTo(lease / 3);
    }

    [Fact]
    public async Task A_renewal_moves_the_safe_moment_forward()
    {
        await SendAsync();
        var receiver = await ReceiveAsync(Transport, TimeSpan.FromSeconds(20));
        var before = (await receiver.NextAsync(Deadline)).SafeUntil;
        await EventuallyAsync(async () => await receiver.RenewAsync(Deadline) > before);
    }

    [Fact]
    public async Task A_renewed_job_outlasts_its_first_lease_and_settles()
    {
        await SendAsync();
        var holder = await ReceiveAsync(Transport, Fixture.ShortLease);
        var delivery = await holder.NextAsync(Deadline);
        var other = (await ReceiveAsync(await OpenAsync())).NextAsync(Deadline);
        var end = BootClock.Now + (Fixture.ShortLease * 1.5);
        while (BootClock.Now < end)
        {
            await Task.Delay(holder.RenewEvery, TimeProvider.System, Deadline);
            (await holder.RenewAsync(Deadline)).Should().BeGreaterThan(BootClock.Now);
        }

        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        other.IsCompleted.Should().BeFalse();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }
}
