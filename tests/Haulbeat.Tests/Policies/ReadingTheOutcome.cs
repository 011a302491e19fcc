using Haulbeat.Jobs;
using Haulbeat.Policies;

namespace Haulbeat.Tests.Policies;

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
    [InlineData(nameof(StopReason.Return), typeof(Outcome.Interrupted))]
    [InlineData(nameof(StopReason.LeaseLost), typeof(Outcome.LeaseLost))]
    [InlineData(nameof(StopReason.WorkerGone), typeof(Outcome.LeaseLost))]
    public void What_was_stopped_never_succeeded(string reason, Type outcome) =>
        OutcomePolicy.Read(new ExitReport { ExitCode = 0, StopReason = Enum.Parse<StopReason>(reason) }).Should().BeOfType(outcome);

    [Fact]
    public void An_empty_report_means_interrupted() =>
        OutcomePolicy.Read(new ExitReport()).Should().BeOfType<Outcome.Interrupted>();

    [Fact]
    public void A_job_that_this_machine_could_not_start_was_interrupted_and_can_start_later()
    {
        var report = new ExitReport { StartError = "no space left" };

        OutcomePolicy.Read(report).Should().Be(new Outcome.Interrupted("no space left"));
        report.CanStartLater.Should().BeTrue();
        (report with { Invalid = true }).CanStartLater.Should().BeFalse();
    }
}
