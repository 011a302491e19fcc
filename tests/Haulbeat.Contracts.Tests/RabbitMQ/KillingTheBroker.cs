using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

[Trait("Broker", "Each")]
public sealed class KillingTheBroker(BrokerToBreak toBreak) : IClassFixture<BrokerToBreak>
{
    // Without a log: up to 4.0 a stream that is killed in its first seconds stays down for good.
    [Fact]
    public async Task A_killed_broker_that_comes_back_hands_a_held_job_out_again()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (queue, reporter) = ($"films-{Guid.NewGuid():N}", new RecordingReporter());
        await toBreak.DeclareAsync(queue, ackTimeout: 1_800_000, deadline.Token);
        await toBreak.DeclareAsync(QueueName.Dead(queue), ackTimeout: 1_800_000, deadline.Token);
        await using var transport = await RabbitMQTransport.ConnectAsync(toBreak.Broker.Address.ToString(), TimeSpan.FromSeconds(10), "killing", TimeProvider.System, deadline.Token);
        await transport.Sender.SendAsync(new Job { Id = "job", Queue = queue }, QueueDeclaration.Never, deadline.Token);
        await using var receiver = await transport.OpenReceiverAsync(new ReceiveOptions { Queues = [queue], Worker = "w", Reporter = reporter, Declare = QueueDeclaration.Never }, deadline.Token);
        var delivery = await receiver.ReceiveAsync(default, deadline.Token);
        var next = receiver.ReceiveAsync(default, deadline.Token);
        await toBreak.Broker.KillAsync();
        await Eventually.CancelledAsync(delivery.Lost, deadline.Token);
        (await delivery.SettleAsync(new Settlement.Complete(default), deadline.Token)).Should().BeFalse();
        await toBreak.Broker.RestartAsync();

        var again = await next;
        again.Job.Id.Should().Be("job");
        (await again.SettleAsync(new Settlement.Complete(default), deadline.Token)).Should().BeTrue();
        // A broker that is just starting may take a connection and close it again.
        reporter.Count<WorkerEvent.Reconnected>().Should().BePositive().And.Be(reporter.Count<WorkerEvent.ConnectionLost>());
    }
}
