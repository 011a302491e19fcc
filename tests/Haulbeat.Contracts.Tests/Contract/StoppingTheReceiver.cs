using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class StoppingTheReceiver<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task What_is_outstanding_still_settles()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync(Transport, Fixture.ShortLease);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        await receiver.StopAsync();

        delivery.Lost.IsCancellationRequested.Should().BeFalse();
        await LongerThanAsync(delivery, delivery.Term.SafeUntil);
        (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        await EventuallyAsync(async () => await Transport.Monitor.FindQueueAsync(Queue, Deadline) is { Queued: 0 });
    }

    [Fact]
    public async Task What_was_not_yet_handed_out_is_left_to_others()
    {
        var stopped = await OpenReceiverAsync();
        await CancelledNextAsync(stopped);
        var sent = await SendAsync();
        await stopped.StopAsync();

        (await (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
    }

    [Fact]
    public async Task What_comes_later_is_left_to_others()
    {
        var stopped = await OpenReceiverAsync();
        await stopped.StopAsync();
        var sent = await SendAsync();
        (await (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
    }

    private async Task CancelledNextAsync(IJobReceiver receiver)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var next = receiver.ReceiveAsync(default, cancellation.Token);
        await cancellation.CancelAsync();
        var waiting = () => next;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
    }
}
