using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class ReceivingAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Theory]
    [MemberData(nameof(Bodies.All), MemberType = typeof(Bodies))]
    public async Task A_body_arrives_byte_for_byte(byte[] body)
    {
        await SendAsync(NewJob() with { Body = body });
        var delivery = await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline);
        delivery.Job.Body.ToArray().Should().Equal(body);
    }

    [Fact]
    public async Task What_the_sender_said_arrives()
    {
        var sent = NewJob() with
        {
            ContentType = "application/json; charset=utf-8",
            Headers = new Dictionary<string, string> { ["film"] = "größe 🎬", ["empty"] = "", ["quote"] = "\"'\\\n" },
            Priority = 7,
            ReplyTo = Fixture.NewQueue(),
            CorrelationId = "mark-1",
            SentAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
        await SendAsync(sent);
        var received = (await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline)).Job;
        received.Should().BeEquivalentTo(sent, o => o.Excluding(j => j.Body));
    }

    [Fact]
    public async Task What_the_sender_did_not_say_stays_unsaid()
    {
        var sent = await SendAsync();
        var received = (await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline)).Job;
        received.Should().BeEquivalentTo(sent, o => o.Excluding(j => j.Body).Excluding(j => j.SentAt));
        received.Run.Should().Be(0);
        received.Attempt.Should().Be(1);
    }

    [Fact]
    public async Task A_trace_goes_on_at_the_receiver()
    {
        const string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await SendAsync(NewJob() with { TraceParent = trace });
        (await (await OpenReceiverAsync()).ReceiveAsync(default, Deadline)).Job.TraceParent.Should().Be(trace);
    }

    [Fact]
    public async Task Whoever_waits_before_the_job_is_sent_gets_it()
    {
        var next = (await OpenReceiverAsync()).ReceiveAsync(default, Deadline);
        var sender = await OpenAsync();
        var sent = NewJob();
        await sender.Sender.SendAsync(sent, QueueDeclaration.Never, Deadline);
        (await next).Job.Id.Should().Be(sent.Id);
    }

    [Fact]
    public async Task Jobs_come_in_the_order_they_were_sent()
    {
        string[] bodies = ["one", "two", "three", "four"];
        foreach (var body in bodies)
        {
            await SendAsync(body);
        }

        var receiver = await OpenReceiverAsync();
        foreach (var body in bodies)
        {
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            System.Text.Encoding.UTF8.GetString(delivery.Job.Body.Span).Should().Be(body);
            (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        }
    }
}
