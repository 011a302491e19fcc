using Haulbeat.Outcomes;

namespace Haulbeat.Tests;

public sealed class ReadingTheOutcome
{
    [Theory]
    [InlineData(0, typeof(Outcome.Succeeded))]
    [InlineData(1, typeof(Outcome.Failed))]
    [InlineData(75, typeof(Outcome.Failed))]
    [InlineData(137, typeof(Outcome.Failed))]
    [InlineData(64, typeof(Outcome.Permanent))]
    [InlineData(78, typeof(Outcome.Permanent))]
    [InlineData(127, typeof(Outcome.Permanent))]
    public void An_exit_code_is_read_by_sysexits(int code, Type outcome) =>
        OutcomeReader.Read(new Evidence { ExitCode = code }).Should().BeOfType(outcome);

    [Fact]
    public void A_signal_is_never_taken_for_an_exit_code() =>
        OutcomeReader.Read(new Evidence { Signal = 9 }).Should().Be(new Outcome.Crashed(9));

    [Theory]
    [InlineData(StopCause.Return, typeof(Outcome.Interrupted))]
    [InlineData(StopCause.CustodyLost, typeof(Outcome.CustodyLost))]
    [InlineData(StopCause.WorkerGone, typeof(Outcome.CustodyLost))]
    public void What_was_stopped_never_succeeded(StopCause cause, Type outcome) =>
        OutcomeReader.Read(new Evidence { ExitCode = 0, StopCause = cause }).Should().BeOfType(outcome);

    [Fact]
    public void Without_any_evidence_the_job_was_interrupted() =>
        OutcomeReader.Read(new Evidence()).Should().BeOfType<Outcome.Interrupted>();
}
