using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class InterruptingAJob<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task It_goes_before_the_backlog()
    {
        var begun = await SendAsync();
        for (var i = 0; i < 5; i++)
        {
            await SendAsync();
        }

        var receiver = await SucceedAsync(Succeedable());
        await InterruptAsync(receiver);
        var next = (await receiver.ReceiveAsync(default, Deadline)).Job;
        next.Should().BeEquivalentTo(new { begun.Id, Run = 1, Interruptions = 1, Attempt = 1 });
    }

    [Fact]
    public async Task Too_often_and_it_goes_to_the_dead_letters_and_the_sender_hears_why()
    {
        var reporter = new RecordingReporter();
        var receiver = await SucceedAsync(Succeedable() with { Interruptions = 2, Reporter = reporter });
        var end = (await OpenAsync()).Sender.SendAndWaitAsync(NewJob(), QueueDeclaration.Never, Deadline);
        for (var i = 0; i < 3; i++)
        {
            (await InterruptAsync(receiver)).Interruptions.Should().Be(i);
        }

        using var heardOf = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var next = receiver.ReceiveAsync(default, heardOf.Token);
        var heard = await end;
        await heardOf.CancelAsync();
        await FluentActions.Awaiting(() => next).Should().ThrowAsync<OperationCanceledException>();
        heard.Succeeded.Should().BeFalse();
        heard.Reason.Should().Contain("interrupted 3 times").And.Contain("allows 2 interruptions");
        await EventuallyAsync(async () => await Transport.Monitor.FindQueueAsync(Queue, Deadline) is { Queued: 0, Dead: 1 });
        await EventuallyAsync(() => Task.FromResult(reporter.All<WorkerEvent.Dead>().Count > 0));
        var told = reporter.All<WorkerEvent.Dead>().Should().ContainSingle().Subject;
        (told.Outcome.Name, told.Reason, told.Job.Interruptions).Should().Be(("interrupted", heard.Reason, 3));
    }
}
