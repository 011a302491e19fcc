namespace Haulbeat.Contracts.Tests.Contract;

public abstract class CompletingAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_completed_job_never_comes_back()
    {
        await SendAsync();
        await using (var first = await Fixture.OpenAsync(Deadline))
        {
            await using var receiver = await first.OpenReceiverAsync(Options(Fixture.ShortLease), Deadline);
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            (await delivery.SettleAsync(Done("ready"), Deadline)).Should().BeTrue();
        }

        var second = await OpenReceiverAsync();
        await EventuallyEmptyAsync(second);
        await NothingComesAsync(second);
    }

    [Fact]
    public async Task Settling_does_not_report_the_lease_as_lost()
    {
        await SendAsync();
        var delivery = await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        delivery.Lost.IsCancellationRequested.Should().BeFalse();
    }
}
