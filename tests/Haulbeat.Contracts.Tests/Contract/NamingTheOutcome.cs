using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

public abstract class NamingTheOutcome<TFixture> : TransportContract<TFixture>
    where TFixture : TransportFixture, new()
{
    [Fact]
    public async Task A_success_is_named() => await EndsAsync(Done("ready"), "succeeded");

    [Fact]
    public async Task A_failure_is_named_by_the_runs_outcome() => await EndsAsync(Death("exited with code 3", exitCode: 3), "failed");

    [Fact]
    public async Task A_crash_is_told_from_a_failure() => await EndsAsync(Death("ended by signal 11 (SIGSEGV)", signal: 11), "crashed");

    // The one who waits, and a queue that anybody may read.
    private async Task EndsAsync(Settlement settlement, string outcome)
    {
        var receiver = await OpenReceiverAsync();
        var waiting = (await OpenAsync()).Sender.SendAndWaitAsync(NewJob(), QueueDeclaration.Never, Deadline);
        await SettleAsync(receiver, settlement);
        (await waiting).Should().BeEquivalentTo(new { Outcome = outcome, Succeeded = outcome == "succeeded" });

        var answers = Fixture.NewQueue();
        var reader = await OpenReceiverAsync(await OpenAsync(), queues: answers);
        await SendAsync(NewJob() with { ReplyTo = answers });
        await SettleAsync(receiver, settlement);
        var answer = await reader.ReceiveAsync(default, Deadline);
        answer.Job.Headers["haulbeat-outcome"].Should().Be(outcome);
        await answer.SettleAsync(Done(), Deadline);
    }

    private async Task SettleAsync(IJobReceiver receiver, Settlement settlement)
    {
        var delivery = await receiver.ReceiveAsync(default, Deadline);
        (await delivery.SettleAsync(settlement, Deadline)).Should().BeTrue();
    }
}
