using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class RequeueingAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_released_job_comes_back_at_once()
    {
        var sent = await SendAsync();
        var owner = await OpenReceiverAsync();
        var first = await owner.ReceiveAsync(default, Deadline);
        (await first.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeTrue();

        var again = await (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline);
        again.Job.Id.Should().Be(sent.Id);
        again.Job.Run.Should().BeGreaterThanOrEqualTo(first.Job.Run);
        (await again.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task A_release_is_not_held_against_the_job()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync();
        var first = await receiver.ReceiveAsync(default, Deadline);
        await first.SettleAsync(new Settlement.Requeue(), Deadline);
        (await receiver.ReceiveAsync(default, Deadline)).Job.Attempt.Should().Be(first.Job.Attempt);
    }
}
