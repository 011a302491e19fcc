namespace Haulbeat.Contracts.Tests.Contract;

public abstract class TellingWhetherAQueueIsEmpty<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_new_queue_is_empty() =>
        (await (await OpenReceiverAsync()).IsEmptyAsync(Deadline)).Should().BeTrue();

    [Fact]
    public async Task A_waiting_job_is_never_overlooked()
    {
        var receiver = await OpenReceiverAsync();
        await SendAsync();
        (await receiver.IsEmptyAsync(Deadline)).Should().BeFalse();
    }

    [Fact]
    public async Task A_job_in_hand_is_not_left_to_receive()
    {
        await SendAsync();
        var receiver = await OpenReceiverAsync();
        await receiver.ReceiveAsync(default, Deadline);
        await EventuallyEmptyAsync(receiver);
    }

    [Fact]
    public async Task One_queue_of_several_is_enough_not_to_be_empty()
    {
        var other = Fixture.NewQueue();
        var receiver = await OpenReceiverAsync(Transport, queues: [Queue, other]);
        await SendAsync(queue: other);
        (await receiver.IsEmptyAsync(Deadline)).Should().BeFalse();
    }
}
