using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class ExaminingTheBroker : RabbitMQTest
{
    [Fact]
    public async Task Nothing_is_wrong_with_a_broker_that_works()
    {
        var checks = await ExamineAsync(null);
        checks.Keys.Should().BeEquivalentTo("login", "version", "streams", "event log", "heartbeat", "round trip", "publishing", "ack timeout", "clock");
        checks.Values.Should().NotContain(check => check.Verdict == CheckVerdict.Bad);
        checks["version"].Message.Should().MatchRegex(@"RabbitMQ \d+\.\d+\.\d+");
        checks["heartbeat"].Message.Should().Contain("Every 2 s").And.Contain("3.5 s");
    }

    [Fact]
    public async Task A_queue_of_ours_is_as_it_should_be()
    {
        await OpenReceiverAsync();
        var checks = await ExamineAsync(Queue);
        checks["queue"].Verdict.Should().Be(CheckVerdict.Good);
        var limited = checks["version"].Message.Contains("RabbitMQ 4", StringComparison.Ordinal);
        checks["queue kind"].Verdict.Should().Be(limited ? CheckVerdict.Warning : CheckVerdict.Good);
        checks["dead letters"].Verdict.Should().Be(CheckVerdict.Good);
    }

    [Fact]
    public async Task Examining_a_missing_queue_does_not_make_it()
    {
        (await ExamineAsync(Queue))["queue"].Message.Should().Contain("does not exist");
        (await Transport.Monitor.FindQueueAsync(Queue, Deadline)).Should().BeNull();
    }

    [Fact]
    public async Task The_tutorials_queue_is_warned_of()
    {
        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Deadline);
        (await ExamineAsync(Queue))["queue kind"].Should().BeEquivalentTo(new { Verdict = CheckVerdict.Warning, Message = $"'{Queue}' is not durable: a restart of the broker removes it with all its jobs." });
    }

    [Theory]
    [InlineData(5, null, CheckVerdict.Warning, "more than 5 times")]
    [InlineData(5, "letters", CheckVerdict.Good, "has an x-dead-letter-exchange")]
    [InlineData(1_000_000, null, CheckVerdict.Good, "1000000")]
    public async Task A_delivery_limit_without_a_dead_letter_exchange_is_warned_of(int limit, string? exchange, CheckVerdict verdict, string words)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = limit };
        if (exchange is not null)
        {
            arguments["x-dead-letter-exchange"] = exchange;
        }

        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Deadline);
        var check = (await ExamineAsync(Queue))["queue kind"];
        check.Message.Should().Contain(words);
        check.Verdict.Should().Be(verdict);
    }

    [Fact]
    public async Task A_stream_cannot_be_worked_from()
    {
        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "stream" }, cancellationToken: Deadline);
        (await ExamineAsync(Queue))["queue kind"].Verdict.Should().Be(CheckVerdict.Bad);
        var receiver = await OpenReceiverAsync();
        var next = () => receiver.ReceiveAsync(default, Deadline);
        (await next.Should().ThrowAsync<TransportException>()).Which.Message.Should().Contain(Queue).And.Contain("stream");
    }

    [Fact]
    public async Task A_queue_that_goes_with_its_last_consumer_loses_what_waits_in_it()
    {
        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: true, new Dictionary<string, object?> { ["x-queue-type"] = "classic" }, cancellationToken: Deadline);
        var check = (await ExamineAsync(Queue))["queue kind"];
        check.Verdict.Should().Be(CheckVerdict.Bad);
        check.Message.Should().Contain("auto-delete");
    }

    [Fact]
    public async Task A_queue_that_another_consumes_exclusively_is_refused_in_words()
    {
        var channel = await ForeignChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Deadline);
        await channel.BasicConsumeAsync(Queue, autoAck: false, "", noLocal: false, exclusive: true, arguments: null, new AsyncDefaultBasicConsumer(channel), Deadline);
        var receiver = await OpenReceiverAsync();
        var next = () => receiver.ReceiveAsync(default, Deadline);
        var refusal = (await next.Should().ThrowAsync<TransportException>()).Which;
        refusal.Message.Should().Contain(Queue).And.Contain("belongs to another connection").And.NotContain("set_permissions");
    }

    [Fact]
    public async Task Another_connections_own_queue_is_refused_in_words()
    {
        var owner = await ForeignChannelAsync();
        await owner.QueueDeclareAsync(Queue, durable: false, exclusive: true, autoDelete: false, cancellationToken: Deadline);
        var receive = () => ReceiveReportedAsync();
        var refusal = (await receive.Should().ThrowAsync<TransportException>()).Which;
        refusal.Error.Should().Be(TransportError.NotPermitted);
        refusal.Message.Should().Contain(Queue).And.Contain("belongs to another connection");
        (await ExamineAsync(Queue))["queue"].Verdict.Should().Be(CheckVerdict.Bad);
        await owner.QueueDeleteAsync(Queue, cancellationToken: Deadline);
    }

    private async Task<Dictionary<string, Check>> ExamineAsync(string? queue) =>
        await Transport.Diagnostics.ExamineAsync(queue is null ? null : new PlannedWorker(queue, "worker", TimeSpan.FromMinutes(5)), Deadline).ToDictionaryAsync(check => check.Name, StringComparer.Ordinal, Deadline);
}
