using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Jobs;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class ForeignMessages : RabbitMQTest
{
    [Fact]
    public async Task A_message_with_nothing_but_a_body_becomes_a_job_with_an_id()
    {
        var channel = await ForeignQueueAsync();
        await channel.BasicPublishAsync("", Queue, mandatory: true, Bytes("200"), Deadline);
        await channel.BasicPublishAsync("", Queue, mandatory: true, Bytes("200"), Deadline);
        var receiver = await ReceiveReportedAsync(2);
        var (one, two) = ((await receiver.ReceiveAsync(default, Deadline)).Job, (await receiver.ReceiveAsync(default, Deadline)).Job);

        one.Should().BeEquivalentTo(new Job { Id = one.Id, Queue = Queue, Body = one.Body });
        one.Body.ToArray().Should().Equal(Bytes("200").ToArray());
        Guid.TryParse(one.Id, out _).Should().BeTrue();
        two.Id.Should().NotBe(one.Id);
    }

    [Fact]
    public async Task The_tutorials_queue_is_used_as_it_is()
    {
        var channel = await ForeignChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Deadline);
        await channel.BasicPublishAsync("", Queue, mandatory: true, Bytes("200"), Deadline);
        var delivery = await (await ReceiveReportedAsync()).ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyAsync(async () => await channel.MessageCountAsync(Queue, Deadline) == 0);
    }

    [Fact]
    public async Task Headers_of_any_type_show_as_text()
    {
        var headers = new Dictionary<string, object?>
        {
            ["text"] = "größe",
            ["no utf-8"] = new byte[] { (byte)'a', 0xFF },
            ["zero byte"] = new byte[] { (byte)'a', 0, (byte)'b' },
            ["number"] = 42,
            ["float"] = 0.5,
            ["decimal"] = 1.50m,
            ["flag"] = true,
            ["nothing"] = null,
            ["moment"] = new AmqpTimestamp(1_767_323_045),
            ["moment far off"] = new AmqpTimestamp(long.MaxValue),
            ["binary"] = new BinaryTableValue([0, 255]),
            ["table"] = new Dictionary<string, object?> { ["a"] = 1, ["b"] = new List<object?> { "x", null } },
        };
        (await ReceiveForeignAsync(new BasicProperties { Headers = headers })).Headers.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["text"] = "größe",
            ["no utf-8"] = "a\uFFFD",
            ["zero byte"] = "a\uFFFDb",
            ["number"] = "42",
            ["float"] = "0.5",
            ["decimal"] = "1.50",
            ["flag"] = "true",
            ["nothing"] = "",
            ["moment"] = "2026-01-02T03:04:05.0000000+00:00",
            ["moment far off"] = "9223372036854775807",
            ["binary"] = "AP8=",
            ["table"] = """{"a":1,"b":["x",null]}""",
        });
    }

    [Fact]
    public async Task A_moment_beyond_all_calendars_is_no_moment()
    {
        var job = await ReceiveForeignAsync(new BasicProperties { Timestamp = new AmqpTimestamp(long.MaxValue), MessageId = "" });
        job.SentAt.Should().BeNull();
        job.Id.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Headers_that_fill_a_frame_arrive()
    {
        var large = new string('x', 120_000);
        var job = await ReceiveForeignAsync(new BasicProperties { Headers = new Dictionary<string, object?> { ["large"] = large } });
        job.Headers["large"].Should().Be(large);
    }

    [Fact]
    public void A_table_nested_without_end_is_cut_short()
    {
        object? nested = null;
        for (var i = 0; i < 1500; i++)
        {
            nested = new Dictionary<string, object?> { ["n"] = nested };
        }

        var sixteen = string.Concat(Enumerable.Repeat("""{"n":""", 16));
        HeaderText.Of(nested).Should().Be($"{sixteen}\"...\"{new string('}', 16)}");
    }

    private async Task<Job> ReceiveForeignAsync(BasicProperties properties)
    {
        var channel = await ForeignQueueAsync();
        await channel.BasicPublishAsync("", Queue, mandatory: true, properties, Bytes("200"), Deadline);
        return (await (await ReceiveReportedAsync()).ReceiveAsync(default, Deadline)).Job;
    }

    private async Task<IChannel> ForeignQueueAsync()
    {
        var channel = await ForeignChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Deadline);
        return channel;
    }
}
