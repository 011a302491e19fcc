using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class RefusingWhatIsTooLarge<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task An_oversized_body_is_refused_and_the_next_job_taken()
    {
        var send = () => SendAsync(NewJob() with { Body = Fixture.OversizedBody() });
        var refusal = (await send.Should().ThrowAsync<TransportException>()).Which;
        refusal.Error.Should().Be(TransportError.MessageRefused);
        refusal.Message.Should().ContainAny("too large", "larger").And.Contain(Queue);

        var sent = await SendAsync();
        (await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
    }
}
