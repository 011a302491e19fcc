using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class WaitingForTheEnd<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task The_sender_who_waits_gets_the_result()
    {
        var end = await EndAfterAsync(new Settlement.Complete(new byte[] { 0, 255, 1 }));
        end.Succeeded.Should().BeTrue();
        end.Result.ToArray().Should().Equal(0, 255, 1);
        end.Reason.Should().BeNull();
    }

    [Fact]
    public async Task The_sender_who_waits_gets_an_empty_result()
    {
        var end = await EndAfterAsync(Done());
        end.Succeeded.Should().BeTrue();
        end.Result.Length.Should().Be(0);
    }

    [Fact]
    public async Task The_sender_who_waits_is_told_why_it_failed()
    {
        var end = await EndAfterAsync(Death("exited with code 3", exitCode: 3));
        end.Succeeded.Should().BeFalse();
        end.Reason.Should().Contain("exited with code 3");
    }

    [Fact]
    public async Task Each_waiting_sender_gets_its_own_end()
    {
        var receiver = await OpenReceiverAsync(Transport);
        var sender = await OpenAsync();
        string[] bodies = ["first", "second"];
        var ends = bodies.Select(body => sender.Sender.SendAndWaitAsync(NewJob(body), QueueDeclaration.Never, Deadline)).ToArray();
        for (var i = 0; i < 2; i++)
        {
            var delivery = await receiver.ReceiveAsync(default, Deadline);
            await delivery.SettleAsync(new Settlement.Complete(delivery.Job.Body), Deadline);
        }

        (await Task.WhenAll(ends)).Select(end => System.Text.Encoding.UTF8.GetString(end.Result.Span)).Should().Equal(bodies);
    }

    private async Task<JobEnd> EndAfterAsync(Settlement settlement)
    {
        var receiver = await OpenReceiverAsync();
        var waiting = (await OpenAsync()).Sender.SendAndWaitAsync(NewJob(), QueueDeclaration.Never, Deadline);
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(settlement, Deadline)).Should().BeTrue();
        return await waiting;
    }
}
