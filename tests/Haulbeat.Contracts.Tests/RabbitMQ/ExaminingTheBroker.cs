using Haulbeat.Receiving;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class ExaminingTheBroker : RabbitMQTest
{
    [Fact]
    public async Task Nothing_is_wrong_with_a_broker_that_works()
    {
        var findings = await ExamineAsync(null);
        findings.Keys.Should().BeEquivalentTo("login", "version", "streams", "log", "heartbeat", "round trip", "publishing", "ack timeout", "clock");
        findings.Values.Should().NotContain(finding => finding.Verdict == FindingVerdict.Bad);
        findings["version"].Message.Should().MatchRegex(@"RabbitMQ \d+\.\d+\.\d+");
        findings["heartbeat"].Message.Should().Contain("Every 2 s").And.Contain("3.5 s");
    }

    [Fact]
    public async Task A_queue_of_ours_is_as_it_should_be()
    {
        await ReceiveAsync();
        var findings = await ExamineAsync(Queue);
        findings["queue"].Verdict.Should().Be(FindingVerdict.Good);
        var limited = findings["version"].Message.Contains("RabbitMQ 4", StringComparison.Ordinal);
        findings["queue kind"].Verdict.Should().Be(limited ? FindingVerdict.Warning : FindingVerdict.Good);
        findings["dead letters"].Verdict.Should().Be(FindingVerdict.Good);
    }

    [Fact]
    public async Task Examining_a_missing_queue_does_not_make_it()
    {
        (await ExamineAsync(Queue))["queue"].Message.Should().Contain("does not exist");
        (await Transport.FindQueueAsync(Queue, Deadline)).Should().BeNull();
    }

    [Fact]
    public async Task The_tutorials_queue_is_warned_of()
    {
        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Deadline);
        (await ExamineAsync(Queue))["queue kind"].Should().BeEquivalentTo(new { Verdict = FindingVerdict.Warning, Message = $"'{Queue}' is not durable: a restart of the broker removes it with all its jobs." });
    }

    [Theory]
    [InlineData(5, null, FindingVerdict.Warning, "more than 5 times")]
    [InlineData(5, "letters", FindingVerdict.Good, "has an x-dead-letter-exchange")]
    [InlineData(1_000_000, null, FindingVerdict.Good, "1000000")]
    public async Task A_delivery_limit_without_a_dead_letter_exchange_is_warned_of(int limit, string? exchange, FindingVerdict verdict, string words)
    {
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = limit };
        if (exchange is not null)
        {
            arguments["x-dead-letter-exchange"] = exchange;
        }

        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Deadline);
        var finding = (await ExamineAsync(Queue))["queue kind"];
        finding.Message.Should().Contain(words);
        finding.Verdict.Should().Be(verdict);
    }

    [Fact]
    public async Task A_stream_cannot_be_worked_from()
    {
        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "stream" }, cancellationToken: Deadline);
        (await ExamineAsync(Queue))["queue kind"].Verdict.Should().Be(FindingVerdict.Bad);
        var receiver = await ReceiveAsync();
        var next = () => receiver.NextAsync(Deadline);
        (await next.Should().ThrowAsync<TransportException>()).Which.Message.Should().Contain(Queue).And.Contain("stream");
    }

    [Fact]
    public async Task A_queue_that_goes_with_its_last_consumer_loses_what_waits_in_it()
    {
        await (await ForeignChannelAsync()).QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: true, new Dictionary<string, object?> { ["x-queue-type"] = "classic" }, cancellationToken: Deadline);
        var finding = (await ExamineAsync(Queue))["queue kind"];
        finding.Verdict.Should().Be(FindingVerdict.Bad);
        finding.Message.Should().Contain("auto-delete");
    }

    [Fact]
    public async Task A_queue_that_another_consumes_exclusively_is_refused_in_words()
    {
        var channel = await ForeignChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Deadline);
        await channel.BasicConsumeAsync(Queue, autoAck: false, "", noLocal: false, exclusive: true, arguments: null, new AsyncDefaultBasicConsumer(channel), Deadline);
        var receiver = await ReceiveAsync();
        var next = () => receiver.NextAsync(Deadline);
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
        (await ExamineAsync(Queue))["queue"].Verdict.Should().Be(FindingVerdict.Bad);
        await owner.QueueDeleteAsync(Queue, cancellationToken: Deadline);
    }

    private async Task<Dictionary<string, Finding>> ExamineAsync(string? queue) =>
        await Transport.ExamineAsync(queue is null ? null : new PlannedWorker(queue, "worker", TimeSpan.FromMinutes(5)), Deadline).ToDictionaryAsync(finding => finding.Check, StringComparer.Ordinal, Deadline);
}
