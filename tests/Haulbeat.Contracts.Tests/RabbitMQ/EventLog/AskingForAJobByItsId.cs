using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class AskingForAJobByItsId(BrokerToBreak broker) : RabbitMQTest, IClassFixture<BrokerToBreak>
{
    private string Address => broker.Broker.Address.ToString();

    [Fact]
    public async Task From_any_machine_a_job_is_known_from_its_sending_to_its_end()
    {
        var connector = new Connector(BrokerAddress.Parse(Address), TimeSpan.FromSeconds(10), "log", TimeProvider.System);
        await using var log = new JobEventLog(connector);
        (await log.OpenAsync(QueueDeclaration.Quorum, Reporter, Deadline)).Should().BeTrue();
        var job = NewJob() with { SentAt = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero) };

        // 4.0 closes the connection of whoever writes to a stream in its first moments; reading tries again until it works.
        await log.ReadAsync(EventLogKey.Of(Queue, "nobody", MessageWriter.Write(job, 0), default), Deadline);

        // A sender that leaves at once has said so nonetheless.
        await using (var sender = await RabbitMQFixture.ConnectAsync(Address, Deadline))
        {
            await sender.Sender.SendAsync(job, QueueDeclaration.Quorum, Deadline);
        }

        await using var elsewhere = await RabbitMQFixture.ConnectAsync(Address, Deadline);
        (await elsewhere.Monitor.FindJobAsync(job.Id, Deadline)).Should().BeEquivalentTo(new JobState { Job = job.Id, Queue = job.Queue, State = "queued", SentAt = job.SentAt, History = [new JobEvent(job.SentAt.Value, "sent", null, null)] });
        (await elsewhere.Monitor.FindJobAsync("nobody", Deadline)).Should().BeNull();

        await using var receiver = await elsewhere.OpenReceiverAsync(Options(null, 1), Deadline);
        var received = (await receiver.ReceiveAsync(default, Deadline)).Job;
        var key = EventLogKey.Of(received.Queue, received.Id, MessageWriter.Write(received, 0), received.Body.Span);
        await log.AppendAsync(EventLogEntry.Of(key, new Settlement.Complete(default), received, "w", job.SentAt.Value.AddHours(1), new OwnershipEntry.Ended(new LeaseLineage(new LeaseVersion(0, 1, "h"), LeaseVersion.Original))), Deadline);
        (await elsewhere.Monitor.FindJobAsync(job.Id, Deadline)).Should().BeEquivalentTo(new { State = "succeeded", Worker = "w", job.SentAt, EndedAt = job.SentAt.Value.AddHours(1), Outcome = "succeeded", ExitCode = 0 });
    }

    [Fact]
    public async Task A_sender_needs_no_log_and_makes_none()
    {
        await using var own = await OwnBroker.StartAsync();
        await using var sender = await RabbitMQFixture.ConnectAsync(own.Address.ToString(), Deadline);
        for (var i = 0; i < 20; i++)
        {
            await sender.Sender.SendAsync(NewJob(), QueueDeclaration.Quorum, Deadline);
        }

        (await sender.Monitor.FindQueueAsync("haulbeat.events", Deadline)).Should().BeNull();
        (await sender.Monitor.FindJobAsync("nobody", Deadline)).Should().BeNull();
        var checks = await sender.Diagnostics.ExamineAsync(null, Deadline).ToListAsync(Deadline);
        checks.Should().ContainSingle(check => check.Name == "event log").Which.Should().BeEquivalentTo(new { Verdict = CheckVerdict.Warning });
    }
}
