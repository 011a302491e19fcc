using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class KeepingALeasedJob : LeaseTest
{
    [Fact]
    public async Task Lost_connections_do_not_end_it()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        await SendAsync();
        var receiver = await OpenReceiverAsync(Worker(), proxy.Address());
        var delivery = await LeasedAsync(receiver);
        for (var cuts = 1; cuts <= 5; cuts++)
        {
            var renewed = Reporter.Count<WorkerEvent.Renewed>();
            proxy.Cut();
            await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Reconnected>() == cuts && Reporter.Count<WorkerEvent.Renewed>() > renewed));
        }

        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Its_end_while_the_connection_is_away_is_settled_once_it_is_back()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        await SendAsync();
        var receiver = await OpenReceiverAsync(Worker(), proxy.Address());
        var delivery = await LeasedAsync(receiver);
        proxy.Cut();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Cuts_at_any_moment_of_the_leasing_and_the_end_lose_nothing()
    {
        await using var proxy = new TcpProxy(RabbitMQFixture.Broker);
        var receiver = await OpenReceiverAsync(Worker(), proxy.Address("heartbeat=1"));
        for (var round = 0; round < 20; round++)
        {
            var sent = await SendAsync();
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            proxy.CutAfter(round + 1);
            await delivery.LeaseAsync(Deadline);
            while (!await delivery.SettleAsync(delivery.Lost.IsCancellationRequested ? new Settlement.Requeue() : Done(), Deadline))
            {
                delivery = await receiver.ReceiveAsync(default, Deadline);
            }

            delivery.Job.Id.Should().Be(sent.Id);
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_policy_that_bounds_its_requeued_queue_drops_nothing_from_it()
    {
        await OpenReceiverAsync(Worker());
        var channel = await ForeignChannelAsync();
        var refusing = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 1_000_000, ["x-overflow"] = "reject-publish" };
        var declare = () => channel.QueueDeclareAsync(LeaseNames.RequeuedQueue(Queue), durable: true, exclusive: false, autoDelete: false, refusing, cancellationToken: Deadline);
        await declare.Should().NotThrowAsync("its own x-overflow goes before a policy's");
    }

    [Fact]
    public async Task Its_lease_queue_may_be_deleted_under_it()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync(Worker());
        var delivery = await LeasedAsync(receiver);
        var channel = await ForeignChannelAsync();
        await channel.QueueDeleteAsync(LeaseQueue, cancellationToken: Deadline);
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Renewed>() > 0));
        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_copy_of_its_state_directory_does_not_take_it_away()
    {
        await SendAsync();
        var worker = Worker(lease: TimeSpan.FromSeconds(6));
        var delivery = await LeasedAsync(await OpenReceiverAsync(worker));
        var leaseQueue = LeaseQueue;
        var copy = Directory.CreateTempSubdirectory("haulbeat-copied-");
        foreach (var file in Directory.EnumerateFiles(StateDirectory))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        var other = await OpenReceiverAsync(worker with { Worker = Name + "-copied", StateDirectory = copy.FullName });
        await other.ReattachAsync([], Deadline);
        var renewed = Reporter.Count<WorkerEvent.Renewed>();
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Renewed>() >= renewed + 3));
        (await (await ForeignChannelAsync()).ConsumerCountAsync(leaseQueue, Deadline)).Should().Be(1);
        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        copy.Delete(recursive: true);
    }

    [Fact]
    public async Task No_message_is_parked_behind_it()
    {
        await SendAsync("long");
        await SendAsync("next");
        var receiver = await OpenReceiverAsync(Worker());
        var running = await LeasedAsync(receiver);
        await receiver.DisposeAsync();
        (await CountAsync(Queue)).Should().Be(1);
        var channel = await ForeignChannelAsync();
        (await channel.BasicGetAsync(Queue, autoAck: false, Deadline))!.Redelivered.Should().BeFalse();
        running.Lost.IsCancellationRequested.Should().BeFalse();
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("a.*")]
    [InlineData("#")]
    [InlineData("100%")]
    public async Task It_is_requeued_whatever_its_queue_is_called(string name)
    {
        var (queue, other) = (Fixture.NewQueue() + name, Fixture.NewQueue());
        await SendAsync(queue: queue);
        var receiver = await OpenReceiverAsync(Worker(null, 1, queue, other));
        var delivery = await LeasedAsync(receiver);
        (await delivery.SettleAsync(new Settlement.Requeue(), Deadline)).Should().BeTrue();
        (await receiver.ReceiveAsync(default, Deadline)).Job.Should().BeEquivalentTo(new { Queue = queue, Run = 1, Interruptions = 1 });
        (await CountAsync(LeaseNames.RequeuedQueue(other))).Should().Be(0);
        var channel = await ForeignChannelAsync();
        foreach (var made in new[] { queue, QueueName.Dead(queue), LeaseNames.RequeuedQueue(queue) })
        {
            await channel.QueueDeleteAsync(made, cancellationToken: Deadline);
        }
    }

    [Fact]
    public async Task The_next_worker_finds_it_under_another_lease()
    {
        await SendAsync();
        var first = await OpenReceiverAsync(Worker());
        var delivery = await LeasedAsync(first);
        var run = new ResumedRun(delivery.Job with { Body = default }, delivery.Term);
        await first.DisposeAsync();
        var next = await OpenReceiverAsync(Worker(TimeSpan.FromSeconds(20)));
        var resumed = (await next.ReattachAsync([run], Deadline))[0];
        await EventuallyAsync(() => Task.FromResult(Reporter.Count<WorkerEvent.Renewed>() > 0));
        // A lease may have become shorter: what is left of the longer one is not added to it.
        resumed.Term.SafeUntil.Should().BeLessThan(BootClock.Now + TimeSpan.FromSeconds(20));
        (await resumed.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Its_body_is_not_kept_for_the_rest_of_the_lease()
    {
        // The other one keeps the jobs that it is told of.
        var receiver = await OpenReceiverAsync(Worker(TimeSpan.FromMinutes(10)) with { Reporter = new Contract.SilentReporter() });
        var bodies = new List<WeakReference>();
        for (var i = 0; i < 3; i++)
        {
            bodies.Add(await LeaseAndSettleAsync(receiver));
        }

        await EventuallyAsync(() =>
        {
            GC.Collect();
            // The client may keep what came last.
            return Task.FromResult(bodies.Count(body => body.IsAlive) <= 1);
        });
    }

    private async Task<WeakReference> LeaseAndSettleAsync(IJobReceiver receiver)
    {
        await SendAsync(new string('x', 100_000));
        var delivery = await LeasedAsync(receiver);
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(delivery.Job.Body, out var body).Should().BeTrue();
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        return new WeakReference(body.Array);
    }

    [Fact]
    public async Task The_queue_of_an_earlier_lease_gets_no_lease_messages()
    {
        await (await OpenReceiverAsync(Worker(TimeSpan.FromSeconds(20)))).DisposeAsync();
        var earlier = LeaseQueue;
        await SendAsync();
        var delivery = await LeasedAsync(await OpenReceiverAsync(Worker()));
        (await CountAsync(earlier)).Should().Be(0);
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Two_workers_of_one_name_keep_theirs()
    {
        await SendAsync("one");
        await SendAsync("two");
        var first = await OpenReceiverAsync(Worker());
        var second = await OpenReceiverAsync(Worker() with { StateDirectory = null });
        var (one, two) = (await first.ReceiveAsync(default, Deadline), await second.ReceiveAsync(default, Deadline));
        (await one.LeaseAsync(Deadline)).Should().BeTrue();
        (await two.LeaseAsync(Deadline)).Should().BeTrue();
        (await one.SettleAsync(Done(), Deadline)).Should().BeTrue();
        (await two.SettleAsync(Done(), Deadline)).Should().BeTrue();
        Reporter.Warnings.Should().OnlyContain(warning => warning.Contains("name"));
        await NothingIsLeftAsync();
    }

    private async Task<IDelivery> LeasedAsync(IJobReceiver receiver)
    {
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.LeaseAsync(Deadline)).Should().BeTrue();
        return delivery;
    }

    // Duplicates that a cut left behind are taken off by whoever is handed them.
    private async Task NothingIsLeftAsync()
    {
        var worker = await OpenReceiverAsync(Worker() with { StateDirectory = null, Worker = $"other-{Guid.NewGuid():N}" }, new UriBuilder(RabbitMQFixture.Broker) { Query = "heartbeat=1" }.ToString());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        Task more = worker.ReceiveAsync(default, end.Token);
        var leaseQueue = LeaseNames.LeaseQueue(Name, Worker().Lease);
        foreach (var queue in new[] { Queue, leaseQueue, LeaseNames.RequeuedQueue(Queue) })
        {
            await EventuallyAsync(async () => await CountAsync(queue) == 0);
        }

        await EventuallyAsync(() => worker.IsEmptyAsync(Deadline));
        more.IsCompleted.Should().BeFalse();
        await end.CancelAsync();
        await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await worker.DisposeAsync();
    }
}
