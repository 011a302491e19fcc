using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Policies;

public sealed class DecidingTheSettlement
{
    private static readonly RunOutput Left = new("result"u8.ToArray(), "last output", "worker", DateTimeOffset.UnixEpoch);

    [Fact]
    public void Success_completes_with_the_result() =>
        SettlementPolicy.Decide(new Outcome.Succeeded(), Left).Should().BeOfType<Settlement.Complete>().Which.Result.ToArray().Should().Equal("result"u8.ToArray());

    [Fact]
    public void Success_whose_result_cannot_be_sent_is_told_and_not_lost() =>
        SettlementPolicy.Decide(new Outcome.Succeeded(), Left with { ResultProblem = "its result is too large" })
            .Should().BeOfType<Settlement.DeadLetter>().Which.Details.Reason.Should().Be("succeeded, but its result is too large");

    [Fact]
    public void Failure_is_buried_with_what_is_known() =>
        SettlementPolicy.Decide(new Outcome.Failed(3), Left).Should().Be(new Settlement.DeadLetter(new FailureDetails
        {
            Outcome = "failed",
            Reason = "exited with code 3",
            ExitCode = 3,
            LastOutput = "last output",
            Worker = "worker",
            At = DateTimeOffset.UnixEpoch,
        }));

    [Fact]
    public void A_crash_names_its_signal() =>
        SettlementPolicy.Decide(new Outcome.Crashed(11), Left).Should().BeOfType<Settlement.DeadLetter>()
            .Which.Details.Should().BeEquivalentTo(new { Signal = 11, ExitCode = (int?)null, Reason = "ended by signal 11 (SIGSEGV)" });

    [Fact]
    public void What_the_infrastructure_did_is_never_held_against_the_job()
    {
        Outcome[] outcomes = [new Outcome.Interrupted("x"), new Outcome.LeaseLost()];

        outcomes.Select(outcome => SettlementPolicy.Decide(outcome, Left)).Should().AllBeOfType<Settlement.Requeue>();
    }
}
