using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class QueuesThatDoNotExist<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task Sending_to_one_is_refused_where_none_may_be_made()
    {
        var send = () => Transport.Sender.SendAsync(NewJob(), QueueDeclaration.Never, Deadline);
        await ShouldNameTheQueueAsync(send);
    }

    [Fact]
    public async Task Waiting_for_a_job_sent_to_one_is_refused_where_none_may_be_made()
    {
        var send = () => Transport.Sender.SendAndWaitAsync(NewJob(), QueueDeclaration.Never, Deadline);
        await ShouldNameTheQueueAsync(send);
    }

    [Fact]
    public async Task Receiving_from_one_is_refused_where_none_may_be_made()
    {
        var receive = () => Transport.OpenReceiverAsync(Options(null) with { Declare = QueueDeclaration.Never }, Deadline);
        await ShouldNameTheQueueAsync(receive);
    }

    [Fact]
    public async Task Nothing_is_known_of_one() =>
        (await Transport.Monitor.FindQueueAsync(Queue, Deadline)).Should().BeNull();

    [Fact]
    public async Task Looking_for_one_does_not_make_it()
    {
        await Transport.Monitor.FindQueueAsync(Queue, Deadline);
        await Sending_to_one_is_refused_where_none_may_be_made();
    }

    [Theory]
    [InlineData(QueueDeclaration.Quorum)]
    [InlineData(QueueDeclaration.Classic)]
    [InlineData(QueueDeclaration.Transient)]
    public async Task One_is_made_by_sending_to_it(QueueDeclaration declare)
    {
        await Transport.Sender.SendAsync(NewJob(), declare, Deadline);
        await EventuallyAsync(async () => await Transport.Monitor.FindQueueAsync(Queue, Deadline) is { Queued: 1 });
    }

    [Fact]
    public async Task One_is_made_by_receiving_from_it()
    {
        await OpenReceiverAsync();
        (await Transport.Monitor.FindQueueAsync(Queue, Deadline)).Should().NotBeNull();
    }

    private async Task ShouldNameTheQueueAsync(Func<Task> action)
    {
        var refusal = (await action.Should().ThrowAsync<TransportException>()).Which;
        refusal.Error.Should().Be(TransportError.NoSuchQueue);
        refusal.Message.Should().Contain(Queue);
    }
}
