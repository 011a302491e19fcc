using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class CrashingWithAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task What_a_vanished_receiver_held_is_handed_out_again()
    {
        var sent = await SendAsync();
        var vanishing = await Fixture.OpenAsync(Deadline);
        var first = await vanishing.OpenReceiverAsync(Options(Fixture.ShortLease), Deadline);
        (await first.ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
        await first.DisposeAsync();
        await vanishing.DisposeAsync();

        var again = await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline);
        again.Job.Id.Should().Be(sent.Id);
        again.Job.Body.ToArray().Should().Equal(sent.Body.ToArray());
        (await again.SettleAsync(Done(), Deadline)).Should().BeTrue();
    }
}
