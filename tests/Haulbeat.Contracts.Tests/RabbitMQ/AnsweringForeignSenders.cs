using Haulbeat.Jobs;
using Haulbeat.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class AnsweringForeignSenders : RabbitMQTest
{
    [Fact]
    public async Task The_tutorials_caller_gets_its_result()
    {
        var answer = await CallAsync(Done("ready"));
        answer.Body.Should().Equal(Bytes("ready").ToArray());
        answer.CorrelationId.Should().Be("mark-1");
        Text(answer.Headers!["haulbeat-outcome"]).Should().Be("succeeded");
    }

    [Fact]
    public async Task Whoever_waits_for_a_dead_job_is_told_so()
    {
        var answer = await CallAsync(Death("exited with code 3", exitCode: 3));
        answer.Body.Should().BeEmpty();
        Text(answer.Headers!["haulbeat-outcome"]).Should().Be("failed");
        Text(answer.Headers["haulbeat-reason"]).Should().Be("exited with code 3");
    }

    [Fact]
    public async Task A_caller_that_left_holds_nothing_up_and_is_told_of_once_if_the_broker_tells()
    {
        var receiver = await ReceiveReportedAsync();
        var caller = await ForeignChannelAsync();
        await caller.BasicConsumeAsync("amq.rabbitmq.reply-to", autoAck: true, new AsyncEventingBasicConsumer(caller), Deadline);
        await caller.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to" }, Bytes("a.mkv"), Deadline);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await caller.CloseAsync(Deadline);

        (await delivery.SettleAsync(Done("ready"), Deadline)).Should().BeTrue();
        var untold = (await TestBroker.BehaviorAsync()).DropsRepliesToNobody;
        Reporter.Warnings.Should().HaveCount(untold ? 0 : 1).And.AllSatisfy(warning => warning.Should().Contain(delivery.Job.Id));
    }

    private async Task<(byte[] Body, string? CorrelationId, IDictionary<string, object?>? Headers)> CallAsync(Settlement settlement)
    {
        var receiver = await ReceiveReportedAsync();
        var caller = await ForeignChannelAsync();
        var answered = new TaskCompletionSource<(byte[], string?, IDictionary<string, object?>?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(caller);
        consumer.ReceivedAsync += (_, answer) =>
        {
            answered.TrySetResult((answer.Body.ToArray(), answer.BasicProperties.CorrelationId, answer.BasicProperties.Headers));
            return Task.CompletedTask;
        };
        await caller.BasicConsumeAsync("amq.rabbitmq.reply-to", autoAck: true, consumer, Deadline);
        await caller.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to", CorrelationId = "mark-1" }, Bytes("a.mkv"), Deadline);
        (await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(settlement, Deadline)).Should().BeTrue();
        return await answered.Task.WaitAsync(Deadline);
    }
}
