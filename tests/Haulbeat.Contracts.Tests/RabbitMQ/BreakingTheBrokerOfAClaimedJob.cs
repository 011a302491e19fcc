using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Custody;
using Haulbeat.RabbitMQ;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Settling;
using Haulbeat.Testing;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class BreakingTheBrokerOfAClaimedJob(BrokerToBreak toBreak) : IClassFixture<BrokerToBreak>, IAsyncDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(3));
    private readonly RecordingReporter reporter = new();
    private readonly string queue = $"films-{Guid.NewGuid():N}";
    private readonly List<IAsyncDisposable> opened = [];

    private CancellationToken Deadline => deadline.Token;

    private OwnBroker Broker => toBreak.Broker;

    public async ValueTask DisposeAsync()
    {
        foreach (var disposable in Enumerable.Reverse(opened))
        {
            await disposable.DisposeAsync();
        }

        deadline.Dispose();
    }

    [Fact]
    public async Task A_killed_broker_that_comes_back_within_the_lease_finds_it_running()
    {
        var (_, delivery) = await ClaimAsync(TimeSpan.FromMinutes(2));
        await Broker.KillAsync();
        await EventuallyAsync(() => reporter.Count<WorkerEvent.ConnectionLost>() == 1);
        var renewed = reporter.Count<WorkerEvent.Renewed>();
        await Broker.RestartAsync();
        await EventuallyAsync(() => reporter.Count<WorkerEvent.Renewed>() > renewed);

        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        (await delivery.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task Beyond_its_lease_another_worker_has_it_with_its_checkpoint()
    {
        var (first, delivery) = await ClaimAsync(TimeSpan.FromSeconds(4));
        delivery.SaveCheckpoint("half"u8.ToArray());
        await EventuallyAsync(() => reporter.Count<WorkerEvent.CheckpointSaved>() == 1);
        await Broker.KillAsync();
        await EventuallyAsync(() => delivery.Lost.IsCancellationRequested);
        BootClock.Now.Should().BeGreaterThanOrEqualTo(delivery.Term.SafeUntil);
        (await delivery.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeFalse();
        await Broker.RestartAsync();
        await first.DisposeAsync();

        var taken = await (await ReceiveAsync(TimeSpan.FromSeconds(30), "other")).NextAsync(Deadline);
        taken.Job.Should().BeEquivalentTo(new { Run = 1, Interruptions = 1, Attempt = 1 });
        taken.Job.Checkpoint.ToArray().Should().Equal("half"u8.ToArray());
        (await taken.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
    }

    [Fact]
    public async Task A_memory_alarm_shorter_than_the_lease_costs_nothing()
    {
        var (_, delivery) = await ClaimAsync(TimeSpan.FromSeconds(15));
        await Broker.ControlAsync("set_vm_memory_high_watermark", "0.00001");
        try
        {
            await EventuallyAsync(() => reporter.Warnings.Any(warning => warning.Contains("takes no messages")));
        }
        finally
        {
            await Broker.ControlAsync("set_vm_memory_high_watermark", "0.4");
        }

        var renewed = reporter.Count<WorkerEvent.Renewed>();
        await EventuallyAsync(() => reporter.Count<WorkerEvent.Renewed>() > renewed || delivery.Lost.IsCancellationRequested);
        (await delivery.SettleAsync(new Settlement.Complete(default), Deadline)).Should().Be(!delivery.Lost.IsCancellationRequested);
    }

    private async Task<(IReceiver Receiver, IDelivery Delivery)> ClaimAsync(TimeSpan lease)
    {
        var receiver = await ReceiveAsync(lease, "first");
        var sender = await ConnectAsync();
        await sender.SendAsync(new Job { Id = Guid.NewGuid().ToString(), Queue = queue, Body = "a.mkv"u8.ToArray() }, QueueDeclaration.Never, Deadline);
        var delivery = await receiver.NextAsync(Deadline);
        (await delivery.ClaimAsync(Deadline)).Should().BeTrue();
        return (receiver, delivery);
    }

    private async Task<IReceiver> ReceiveAsync(TimeSpan lease, string name)
    {
        var receiver = await (await ConnectAsync()).ReceiveAsync(new ReceiveOptions { Queues = [queue], Worker = name, Lease = lease, Reporter = reporter }, Deadline);
        opened.Add(receiver);
        return receiver;
    }

    private async Task<RabbitMQTransport> ConnectAsync()
    {
        var transport = await RabbitMQFixture.ConnectAsync(Broker.Address.ToString(), Deadline);
        opened.Add(transport);
        return transport;
    }

    private async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Deadline);
        }
    }
}
