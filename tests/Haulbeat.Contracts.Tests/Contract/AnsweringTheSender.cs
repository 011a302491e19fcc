using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class AnsweringTheSender<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task The_result_goes_to_the_queue_that_the_sender_named()
    {
        var answers = Fixture.NewQueue();
        var reader = await OpenReceiverAsync(await OpenAsync(), queues: answers);
        await SendAsync(NewJob() with { ReplyTo = answers, CorrelationId = "mark-1" });
        var delivery = await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline);
        await delivery.SettleAsync(Done("ready"), Deadline);

        var answer = (await reader.ReceiveAsync(default, Deadline)).Job;
        answer.Body.ToArray().Should().Equal(Bytes("ready").ToArray());
        answer.CorrelationId.Should().Be("mark-1");
    }

    [Fact]
    public async Task An_answer_that_nobody_can_take_holds_nothing_up()
    {
        await SendAsync(NewJob() with { ReplyTo = Fixture.NewQueue(), CorrelationId = "mark-1" });
        var receiver = await OpenReceiverAsync();
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(Done("ready"), Deadline)).Should().BeTrue();
        await EventuallyEmptyAsync(receiver);
    }
}
