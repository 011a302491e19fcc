using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class CancellingTheWait<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_crosses_the_cancellation_is_not_stuck(bool severalQueues)
    {
        var receiver = await OpenReceiverAsync(Transport, null, severalQueues ? [Queue, Fixture.NewQueue()] : [Queue]);
        for (var i = 0; i < 20; i++)
        {
            var sent = NewJob($"{i}");
            var delivery = await CrossAsync(receiver, sent) ?? await receiver.ReceiveAsync(default, Deadline);
            delivery.Job.Id.Should().Be(sent.Id);
            (await delivery.SettleAsync(Done(), Deadline)).Should().BeTrue();
        }
    }

    [Fact]
    public async Task A_cancelled_wait_does_not_spoil_the_next_one()
    {
        var receiver = await OpenReceiverAsync();
        await NothingComesAsync(receiver);
        var sent = await SendAsync();
        (await receiver.ReceiveAsync(default, Deadline)).Job.Id.Should().Be(sent.Id);
    }

    /// <summary>Cancels the wait while the job is on its way.</summary>
    private async Task<IDelivery?> CrossAsync(IJobReceiver receiver, Job job)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var next = receiver.ReceiveAsync(default, cancellation.Token);
        await SendAsync(job);
        await cancellation.CancelAsync();
        try
        {
            return await next;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
