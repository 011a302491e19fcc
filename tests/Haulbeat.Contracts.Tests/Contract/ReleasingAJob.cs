using Haulbeat.Settling;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class ReleasingAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_released_job_comes_back_at_once()
    {
        var sent = await SendAsync();
        var holder = await ReceiveAsync();
        var first = await holder.NextAsync(Deadline);
        (await first.SettleAsync(new Settlement.Release(), Deadline)).Should().BeTrue();

        var again = await (await ReceiveAsync(await OpenAsync())).NextAsync(Deadline);
        again.Job.Id.Should().Be(sent.Id);
        again.Job.Run.Should().BeGreaterThanOrEqualTo(first.Job.Run);
        (await again.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task A_release_is_not_held_against_the_job()
    {
        await SendAsync();
        var receiver = await ReceiveAsync();
        var first = await receiver.NextAsync(Deadline);
        await first.SettleAsync(new Settlement.Release(), Deadline);
        (await receiver.NextAsync(Deadline)).Job.Attempt.Should().Be(first.Job.Attempt);
    }
}
