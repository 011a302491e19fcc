using Haulbeat.Lab;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Tests.Lab;

public sealed class PlanningTheCells
{
    private static readonly LabSettings Settings = new(LabSettings.DefaultHeartbeat, LabSettings.DefaultWork(LabSettings.DefaultHeartbeat), Laboratory.Strategies, Laboratory.Faults, ["haulbeat"], "1.0") { Python = "python3" };

    [Fact]
    public void On_a_broker_of_its_own_every_cell_runs_within_five_minutes()
    {
        var plan = Plan(givenBroker: null);

        plan.Count.Should().Be(80);
        plan.Expected.Should().BeLessThan(TimeSpan.FromMinutes(4.5));
    }

    [Theory]
    [InlineData("3.10.8", 60)]
    [InlineData("4.0.5", 70)]
    [InlineData("4.3.6", 70)]
    public void A_given_broker_is_not_restarted_and_takes_no_longer(string version, int cells)
    {
        var plan = Plan(new Version(version));

        plan.Count.Should().Be(cells);
        plan.Expected.Should().BeLessThan(TimeSpan.FromMinutes(5));
        plan.Cells.Where(cell => cell.Fault.Kind == FaultKind.BrokerRestart).Should().OnlyContain(cell => cell.Why!.Contains("broker of the lab's own"));
    }

    [Fact]
    public void Where_the_broker_checks_the_ack_timeout_once_a_minute_the_work_outlasts_that()
    {
        var cell = Plan(new Version(4, 0, 5)).Cells.First(cell => cell.Fault.Kind == FaultKind.AckTimeout);

        cell.Work.Should().BeGreaterThan(cell.AckTimeout!.Value + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Without_pika_the_Python_strategies_cannot_run() =>
        LabPlan.Of(Settings with { Python = null }, givenBroker: null, cores: 2).Cells.Where(cell => cell.Why is not null).Select(cell => cell.Strategy.Kind).Distinct().Should().Equal(StrategyKind.Python);

    [Fact]
    public void Cells_that_disturb_the_broker_run_last()
    {
        var phases = Plan(givenBroker: null).Phases;

        phases.Should().HaveCount(2);
        phases[0].Should().NotContain(cell => cell.Fault.Kind == FaultKind.BrokerRestart);
        phases[1].Should().OnlyContain(cell => cell.Fault.Kind == FaultKind.BrokerRestart);
    }

    [Fact]
    public void Only_the_message_of_a_crashing_job_says_so() =>
        Plan(givenBroker: null).Cells.Where(cell => cell.Strategy.Name == "haulbeat").Select(cell => cell.Body).Distinct().Should().BeEquivalentTo("20", "20 crash 8");

    [Fact]
    public void The_cells_decide_which_brokers_are_needed()
    {
        var ackTimeout = LabPlan.Of(Settings with { Faults = [Fault.All.First(fault => fault.Kind == FaultKind.AckTimeout).Column] }, givenBroker: null, cores: 2);

        (ackTimeout.NeedsShortAckTimeout, ackTimeout.NeedsStandardBroker).Should().Be((true, false));
    }

    [Theory]
    [InlineData(0.5, 20)]
    [InlineData(1.5, 20)]
    [InlineData(2, 14)]
    [InlineData(10, 59)]
    public void Times_that_show_nothing_are_invalid(double heartbeat, double work) =>
        LabSettings.Validate(TimeSpan.FromSeconds(heartbeat), TimeSpan.FromSeconds(work)).Should().NotBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    public void The_default_work_fits_any_heartbeat(int heartbeat) =>
        LabSettings.Validate(TimeSpan.FromSeconds(heartbeat), LabSettings.DefaultWork(TimeSpan.FromSeconds(heartbeat))).Should().BeNull();

    private static LabPlan Plan(Version? givenBroker) => LabPlan.Of(Settings, givenBroker, cores: 2);
}
