using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class ReceivingSideBySide<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    private const int Slots = 4;

    [Fact]
    public async Task Each_call_gets_a_job_of_its_own()
    {
        var receiver = await OpenReceiverAsync(Transport, slots: Slots);
        var receiving = ReceiveAll(receiver, Deadline);
        var sent = await Task.WhenAll(Enumerable.Range(0, Slots).Select(i => SendAsync($"{i}")));

        (await Task.WhenAll(receiving)).Select(delivery => delivery.Job.Id).Should().BeEquivalentTo(sent.Select(job => job.Id));
    }

    [Fact]
    public async Task A_job_goes_to_a_call_that_still_waits()
    {
        var receiver = await OpenReceiverAsync(Transport, slots: Slots);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var cancelled = ReceiveAll(receiver, cancellation.Token).Take(Slots - 1).ToList();
        var waiting = receiver.ReceiveAsync(new SlotPermit(Slots - 1), Deadline);
        var sending = SendAsync();
        await cancellation.CancelAsync();
        await Task.WhenAll(cancelled).ContinueWith(_ => { }, TaskScheduler.Default);
        var got = cancelled.Find(call => call.IsCompletedSuccessfully);

        (await (got ?? waiting)).Job.Id.Should().Be((await sending).Id);
    }

    [Fact]
    public async Task Stopping_hands_out_nothing_more_and_leaves_the_job_to_others()
    {
        var receiver = await OpenReceiverAsync(Transport, slots: Slots);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var receiving = ReceiveAll(receiver, cancellation.Token);
        await receiver.StopAsync();
        var sent = await SendAsync();

        (await (await OpenReceiverAsync(await OpenAsync())).ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
        receiving.Should().AllSatisfy(call => call.IsCompleted.Should().BeFalse());
        await cancellation.CancelAsync();
        await Task.WhenAll(receiving).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static List<Task<IDelivery>> ReceiveAll(IJobReceiver receiver, CancellationToken cancellationToken) =>
        [.. Enumerable.Range(0, Slots).Select(slot => receiver.ReceiveAsync(new SlotPermit(slot), cancellationToken))];
}
