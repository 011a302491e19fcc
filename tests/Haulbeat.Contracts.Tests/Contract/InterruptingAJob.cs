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
        var next = (await receiver.NextAsync(Deadline)).Job;
        next.Should().BeEquivalentTo(new { begun.Id, Run = 1, Interruptions = 1, Attempt = 1 });
    }

    [Fact]
    public async Task Too_often_and_it_goes_to_the_dead_letters_and_the_sender_hears_why()
    {
        var receiver = await SucceedAsync(Succeedable() with { Interruptions = 2 });
        var end = (await OpenAsync()).SendAndWaitAsync(NewJob(), Receiving.QueueDeclaration.Never, Deadline);
        for (var i = 0; i < 3; i++)
        {
            (await InterruptAsync(receiver)).Interruptions.Should().Be(i);
        }

        using var heardOf = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var next = receiver.NextAsync(heardOf.Token);
        var heard = await end;
        await heardOf.CancelAsync();
        await FluentActions.Awaiting(() => next).Should().ThrowAsync<OperationCanceledException>();
        heard.Succeeded.Should().BeFalse();
        heard.Reason.Should().Contain("interrupted 3 times").And.Contain("--interruptions");
        await EventuallyAsync(async () => await Transport.FindQueueAsync(Queue, Deadline) is { Queued: 0, Dead: 1 });
    }
}
