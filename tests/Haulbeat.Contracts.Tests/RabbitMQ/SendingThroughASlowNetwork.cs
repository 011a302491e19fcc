using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Testing;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>A lease message, or a dead letter, that takes longer on its way than the broker's answer to a small message is waited for.</summary>
public sealed class SendingThroughASlowNetwork : LeaseTest
{
    private readonly TcpProxy proxy = new(TestBroker.Require());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_large_job_is_claimed_and_buried_once()
    {
        await SendAsync(NewJob() with { Body = new byte[2 << 20] });
        var receiver = await OpenReceiverAsync(Worker(lease: TimeSpan.FromMinutes(2)), proxy.Address());
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        // 32 pieces at least, one after the other.
        proxy.DelayToBroker(TimeSpan.FromMilliseconds(250));

        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        (await delivery.SettleAsync(new Settlement.DeadLetter(new FailureDetails { Outcome = "failed", Reason = "exit code 1", Worker = Name, At = TimeProvider.System.GetUtcNow() }), Deadline)).Should().BeTrue();

        await EventuallyAsync(async () => await CountAsync(QueueName.Dead(Queue)) == 1 && await CountAsync(LeaseQueue) == 0);
        Reporter.Count<WorkerEvent.Warned>().Should().Be(0, string.Join('\n', Reporter.Warnings));
    }
}
