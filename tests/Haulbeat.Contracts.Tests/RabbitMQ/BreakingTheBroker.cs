using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

[Trait("Broker", "Each")]
public sealed class BreakingTheBroker(BrokerToBreak toBreak) : IClassFixture<BrokerToBreak>, IAsyncDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
    private readonly RecordingReporter reporter = new();
    private readonly string queue = $"films-{Guid.NewGuid():N}";
    private RabbitMQTransport? transport;

    private CancellationToken Deadline => deadline.Token;

    private OwnBroker Broker => toBreak.Broker;

    public async ValueTask DisposeAsync()
    {
        await (transport?.DisposeAsync() ?? default);
        deadline.Dispose();
    }

    [Fact]
    public async Task An_operator_who_closes_the_connection_costs_the_job_but_not_the_worker()
    {
        var sent = await SendAsync();
        await using var receiver = await OpenReceiverAsync();
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await Broker.ControlAsync("close_all_connections", "by the test");
        await Eventually.CancelledAsync(delivery.Lost, Deadline);
        (await receiver.ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
    }

    [Fact]
    public async Task The_ack_timeout_costs_the_job_and_is_told_with_the_brokers_words()
    {
        var cancels = (await Broker.BehaviorAsync()).CancelsOnAckTimeout;
        await (cancels ? toBreak.DeclareAsync(queue, ackTimeout: 5000, Deadline) : toBreak.SetAckTimeoutAsync(100));
        await SendAsync();
        await using var receiver = await OpenReceiverAsync();
        // The first is asked for, and from 4.3 on the timeout of such a message closes the channel. What is consumed is what counts.
        (await (await receiver.ReceiveAsync(default, Deadline)).SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
        var sent = await SendAsync();
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await toBreak.SetAckTimeoutAsync(1_800_000);
        await EventuallyAsync(async () =>
        {
            await toBreak.LookForOverdueAcksAsync();
            return delivery.Lost.IsCancellationRequested;
        });

        string[] words = cancels ? ["consumer was cancelled", "ack timeout"] : ["PRECONDITION_FAILED", "timed out"];
        reporter.Warnings.Should().ContainSingle().Which.Should().ContainAll([queue, .. words]);
        (await delivery.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeFalse();
        (await receiver.ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
        reporter.Count<WorkerEvent.ConnectionLost>().Should().Be(0);
    }

    [Fact]
    public async Task Under_a_memory_alarm_sending_waits_and_says_why_while_acks_go_through()
    {
        await SendAsync();
        await using var receiver = await OpenReceiverAsync();
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await Broker.ControlAsync("set_vm_memory_high_watermark", "0.00001");
        try
        {
            await EventuallyAsync(SendingSaysItIsBlockedAsync);
            var checks = await transport!.Diagnostics.ExamineAsync(null, Deadline).ToListAsync(Deadline);
            checks.Should().Contain(check => check.Name == "publishing" && check.Verdict == CheckVerdict.Bad && check.Message.Contains("memory"));
            var safeUntil = delivery.Term.SafeUntil;
            await EventuallyAsync(() => Task.FromResult(delivery.Term.SafeUntil > safeUntil));
            (await delivery.SettleAsync(new Settlement.Complete(default), Deadline)).Should().BeTrue();
        }
        finally
        {
            await Broker.ControlAsync("set_vm_memory_high_watermark", "0.4");
        }

        await SendAsync();
        (await receiver.ReceiveAsync(default, Deadline)).Job.Queue.Should().Be(queue);
    }

    // The alarm takes a moment to reach the connections.
    private async Task<bool> SendingSaysItIsBlockedAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        patience.CancelAfter(TimeSpan.FromMilliseconds(300));
        try
        {
            await transport!.Sender.SendAsync(NewJob(), QueueDeclaration.Never, patience.Token);
            return false;
        }
        catch (OperationCanceledException cancelled)
        {
            return cancelled.Message.Contains("low on memory", StringComparison.Ordinal);
        }
    }

    private Job NewJob() => new() { Id = Guid.NewGuid().ToString(), Queue = queue };

    private async Task<Job> SendAsync()
    {
        transport ??= await RabbitMQFixture.ConnectAsync(Broker.Address.ToString(), Deadline);
        var job = NewJob();
        await transport.Sender.SendAsync(job, QueueDeclaration.Quorum, Deadline);
        return job;
    }

    private Task<IJobReceiver> OpenReceiverAsync() =>
        transport!.OpenReceiverAsync(new ReceiveOptions { Queues = [queue], Worker = queue, LeaseAfter = TimeSpan.FromHours(1), Reporter = reporter }, Deadline);

    private Task EventuallyAsync(Func<bool> condition) => EventuallyAsync(() => Task.FromResult(condition()));

    private Task EventuallyAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(condition, Deadline);
}
