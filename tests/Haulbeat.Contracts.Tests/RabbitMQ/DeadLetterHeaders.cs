using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class DeadLetterHeaders : RabbitMQTest
{
    [Fact]
    public async Task Everything_the_sender_said_is_kept_as_it_was_and_the_brokers_words_are_not()
    {
        var headers = new Dictionary<string, object?>
        {
            ["number"] = 42L,
            ["bytes"] = new BinaryTableValue([0, 255]),
            ["table"] = new Dictionary<string, object?> { ["a"] = true },
            ["x-death"] = new List<object?> { new Dictionary<string, object?> { ["queue"] = Queue } },
            ["x-first-death-queue"] = Queue,
            ["x-delivery-count"] = 3L,
        };
        var letter = await DeadLetterForeignAsync(new BasicProperties
        {
            Headers = headers,
            MessageId = "film-1",
            CorrelationId = "mark-1",
            ContentType = "text/x",
            ContentEncoding = "gzip",
            Type = "film",
            AppId = "studio",
            Priority = 3,
            Expiration = "600000",
            UserId = "guest",
        });
        var kept = letter.BasicProperties;

        kept.Headers!["number"].Should().Be(42L);
        kept.Headers["bytes"].Should().BeOfType<BinaryTableValue>().Which.Bytes.Should().Equal(0, 255);
        kept.Headers["table"].Should().BeAssignableTo<IDictionary<string, object?>>().Which["a"].Should().Be(true);
        kept.Headers.Keys.Should().NotContain(["x-death", "x-first-death-queue"]);
        // Some brokers put their own count on what they deliver.
        Convert.ToInt64(kept.Headers.TryGetValue("x-delivery-count", out var count) ? count : 0L).Should().Be(0);
        (kept.MessageId, kept.CorrelationId, kept.ContentType, kept.ContentEncoding).Should().Be(("film-1", "mark-1", "text/x", "gzip"));
        (kept.Type, kept.AppId, kept.Priority, kept.Persistent).Should().Be(("film", "studio", (byte)3, true));
        (kept.Expiration, kept.UserId).Should().Be((null, null));
    }

    [Fact]
    public async Task The_certificate_stands_in_the_headers()
    {
        var headers = (await DeadLetterForeignAsync(new BasicProperties { MessageId = "film-1" })).BasicProperties.Headers!;
        Text(headers["haulbeat-outcome"]).Should().Be("failed");
        Text(headers["haulbeat-reason"]).Should().Be("exited with code 3");
        headers["haulbeat-exit-code"].Should().Be(3);
        headers.Should().NotContainKey("haulbeat-signal");
        Text(headers["haulbeat-last-output"]).Should().Be("no such film\n");
        Text(headers["haulbeat-worker"]).Should().Be("the-contract");
        Text(headers["haulbeat-queue"]).Should().Be(Queue);
        Text(headers["haulbeat-job"]).Should().Be("film-1");
        DateTimeOffset.TryParse(Text(headers["haulbeat-failed-at"]), out _).Should().BeTrue();
    }

    [Fact]
    public async Task Where_a_frame_is_too_small_for_both_the_certificate_comes_first()
    {
        var full = new Dictionary<string, object?> { ["large"] = new string('x', 70_000), ["small"] = "y", ["medium"] = new string('x', 60_000) };
        var headers = (await DeadLetterForeignAsync(new BasicProperties { Headers = full }, lastOutput: new string('o', 4096))).BasicProperties.Headers!;
        headers.Keys.Should().Contain(["small", "medium", "haulbeat-job"]).And.NotContain(["large", "haulbeat-last-output"]);
        Text(headers["haulbeat-reason"]).Should().Be("exited with code 3 (no room for the header haulbeat-last-output) (no room for the header large)");
    }

    [Fact]
    public async Task A_second_death_replaces_the_first_certificate()
    {
        var headers = (await DeadLetterForeignAsync(new BasicProperties { Headers = new Dictionary<string, object?> { ["haulbeat-signal"] = 9, ["haulbeat-reason"] = "older" } })).BasicProperties.Headers!;
        headers.Should().NotContainKey("haulbeat-signal");
        Text(headers["haulbeat-reason"]).Should().Be("exited with code 3");
    }

    [Fact]
    public async Task Texts_that_grow_by_reading_are_cut_to_what_AMQP_takes()
    {
        var letter = await DeadLetterForeignAsync(new BasicProperties { MessageId = new string('\uFFFD', 85), CorrelationId = new string('é', 127) });
        letter.BasicProperties.MessageId.Should().Be(new string('\uFFFD', 85));
    }

    [Fact]
    public async Task A_dead_letter_queue_that_was_deleted_is_made_again()
    {
        await SendAsync();
        var delivery = await (await ReceiveReportedAsync()).ReceiveAsync(default, Deadline);
        await (await ForeignChannelAsync()).QueueDeleteAsync(QueueName.Dead(Queue), cancellationToken: Deadline);
        (await delivery.SettleAsync(Death("exited with code 3", exitCode: 3), Deadline)).Should().BeTrue();
        (await Fixture.ReadDeadLetterAsync(Queue, Deadline)).Job.Should().Be(delivery.Job.Id);
    }

    private async Task<BasicGetResult> DeadLetterForeignAsync(BasicProperties properties, string lastOutput = "no such film\n")
    {
        var receiver = await ReceiveReportedAsync();
        var channel = await ForeignChannelAsync();
        await channel.BasicPublishAsync("", Queue, mandatory: true, properties, Bytes("a.mkv"), Deadline);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(Death("exited with code 3", exitCode: 3, lastOutput: lastOutput), Deadline)).Should().BeTrue();
        return (await channel.BasicGetAsync(QueueName.Dead(Queue), autoAck: true, Deadline))!;
    }
}
