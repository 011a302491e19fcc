using Haulbeat.Jobs;
using Haulbeat.Testing;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

public sealed class DeletingTheQueueUnderTheWorker : RabbitMQTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_running_job_goes_on_since_nobody_else_can_be_handed_it(bool severalQueues)
    {
        await SendAsync();
        var receiver = await ReceiveReportedAsync(QueueDeclaration.Quorum, severalQueues ? [Queue, Fixture.NewQueue()] : [Queue]);
        var running = await receiver.ReceiveAsync(default, Deadline);
        var next = receiver.ReceiveAsync(default, Deadline);
        await DeleteAsync();
        await ToldAsync(running);

        await SettledUnlessAsync(running, async () => await MayBeTakenForTheAckTimeoutAsync() || IsConnectionLost);
        await SendAsync("again");
        (await next).Job.Body.ToArray().Should().Equal(Bytes("again").ToArray());
    }

    [Fact]
    public async Task A_worker_that_may_not_declare_waits_for_the_queue_and_says_so_once()
    {
        await OpenReceiverAsync();
        var receiver = await ReceiveReportedAsync(QueueDeclaration.Never, Queue);
        var next = receiver.ReceiveAsync(default, Deadline);
        await DeleteAsync();
        await EventuallyAsync(() => Task.FromResult(Reporter.Warnings.Any(IsMissing)));
        var sent = await SendAsync();

        (await next).Job.Id.Should().Be(sent.Id);
        Reporter.Warnings[0].Should().Contain("not leased");
        Reporter.Warnings[1].Should().ContainAny("was deleted", await MayBeTakenForTheAckTimeoutAsync() ? "(ack timeout" : "was deleted");
        Reporter.Warnings.Should().ContainSingle(warning => IsMissing(warning));
        Reporter.Warnings.Should().ContainSingle(warning => warning.StartsWith("Jobs are taken", StringComparison.Ordinal)).Which.Should().Be(Reporter.Warnings[^1]);
    }

    [Fact]
    public async Task Other_queues_jobs_are_untouched()
    {
        var other = Fixture.NewQueue();
        await SendAsync(queue: other);
        var receiver = await ReceiveReportedAsync(QueueDeclaration.Quorum, Queue, other);
        var running = await receiver.ReceiveAsync(default, Deadline);
        var next = receiver.ReceiveAsync(default, Deadline);
        await DeleteAsync();
        await ToldAsync(running);
        await SendAsync(queue: other);

        (await next).Job.Queue.Should().Be(other);
        await SettledUnlessAsync(running, MayLoseTheConnectionAsync);
    }

    private async Task SettledUnlessAsync(IDelivery running, Func<Task<bool>> mayBeLost)
    {
        var stopped = running.Lost.IsCancellationRequested;
        if (await running.SettleAsync(Done(), Deadline))
        {
            stopped.Should().BeFalse();
            return;
        }

        (await mayBeLost()).Should().BeTrue(string.Join('\n', Reporter.All<WorkerEvent>()));
        // Whoever cannot settle is told to stop, which may come a moment after the warning.
        await LostAsync(running);
    }

    private bool IsConnectionLost => Reporter.Count<WorkerEvent.ConnectionLost>() > 0;

    private bool IsMissing(string warning) => warning.Contains($"The queue '{Queue}' does not exist", StringComparison.Ordinal);

    private Task ToldAsync(IDelivery running) => EventuallyAsync(() => Task.FromResult(
        running.Lost.IsCancellationRequested || Reporter.Warnings.Any(warning => warning.Contains(Queue, StringComparison.Ordinal))));

    private async Task<bool> MayLoseTheConnectionAsync() =>
        (await TestBroker.BehaviorAsync()).ClosesConnectionOnGetFromDeletedQueue && IsConnectionLost;

    // Then the job is stopped, as somebody else may have been handed it.
    private static async Task<bool> MayBeTakenForTheAckTimeoutAsync() => (await TestBroker.BehaviorAsync()).CancelsOnAckTimeout;

    // Once the consumer is there: 3.10 closes the whole connection if a queue is deleted in the moment that it is subscribed to.
    private async Task DeleteAsync()
    {
        var channel = await ForeignChannelAsync();
        await EventuallyAsync(async () => await channel.ConsumerCountAsync(Queue, Deadline) > 0);
        await channel.QueueDeleteAsync(Queue, cancellationToken: Deadline);
    }
}
