using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class SharingAnId<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task Two_jobs_of_one_id_are_both_handed_out_and_settled_apart()
    {
        var first = NewJob("first");
        await SendAsync(first);
        await SendAsync(first with { Body = Bytes("second") });
        var receiver = await OpenReceiverAsync(Transport);
        var (one, two) = (await receiver.ReceiveAsync(default, Deadline), await receiver.ReceiveAsync(default, Deadline));

        one.Job.Id.Should().Be(two.Job.Id);
        one.Job.Body.ToArray().Should().NotEqual(two.Job.Body.ToArray());
        (await one.SettleAsync(Done(), Deadline)).Should().BeTrue();
        (await two.SettleAsync(Death("exited with code 1", exitCode: 1), Deadline)).Should().BeTrue();
    }
}
