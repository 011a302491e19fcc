using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.Tests;

public sealed class ReadingTheOutcome
{
    [Theory]
    [InlineData(0, typeof(Outcome.Succeeded))]
    [InlineData(1, typeof(Outcome.Failed))]
    [InlineData(75, typeof(Outcome.Failed))]
    [InlineData(137, typeof(Outcome.Failed))]
    [InlineData(64, typeof(Outcome.NonRetryable))]
    [InlineData(78, typeof(Outcome.NonRetryable))]
    [InlineData(127, typeof(Outcome.NonRetryable))]
    public void An_exit_code_is_read_by_sysexits(int code, Type outcome) =>
        OutcomePolicy.Read(new ExitReport { ExitCode = code }).Should().BeOfType(outcome);

    [Fact]
    public void A_signal_is_never_taken_for_an_exit_code() =>
        OutcomePolicy.Read(new ExitReport { Signal = 9 }).Should().Be(new Outcome.Crashed(9));

    [Theory]
    [InlineData(StopReason.Return, typeof(Outcome.Interrupted))]
    [InlineData(StopReason.LeaseLost, typeof(Outcome.LeaseLost))]
    [InlineData(StopReason.WorkerGone, typeof(Outcome.LeaseLost))]
    public void What_was_stopped_never_succeeded(StopReason cause, Type outcome) =>
        OutcomePolicy.Read(new ExitReport { ExitCode = 0, StopReason = cause }).Should().BeOfType(outcome);

    [Fact]
    public void Without_any_evidence_the_job_was_interrupted() =>
        OutcomePolicy.Read(new ExitReport()).Should().BeOfType<Outcome.Interrupted>();
}
