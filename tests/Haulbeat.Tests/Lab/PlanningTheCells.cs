using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Lab;

public sealed class PlanningTheCells
{
    private static readonly LabSettings Settings = new(LabSettings.DefaultHeartbeat, LabSettings.DefaultWork(LabSettings.DefaultHeartbeat), ["haulbeat"], "1.0", "python3");
    private static readonly Venue Own = new(new Version(0, 0), Own: true);

    [Fact]
    public void On_a_broker_of_its_own_every_cell_runs_within_five_minutes()
    {
        var plan = Plan(Own);

        plan.Count.Should().Be(80);
        plan.Expected.Should().BeLessThan(TimeSpan.FromMinutes(4.5));
    }

    [Theory]
    [InlineData("3.10.8", 60)]
    [InlineData("4.0.5", 70)]
    [InlineData("4.3.6", 70)]
    public void A_readers_broker_is_not_restarted_and_takes_no_longer(string version, int cells)
    {
        var plan = Plan(new Venue(new Version(version), Own: false));

        plan.Count.Should().Be(cells);
        plan.Expected.Should().BeLessThan(TimeSpan.FromMinutes(5));
        plan.Cells.Where(cell => cell.Fault.Kind == FaultKind.BrokerRestart).Should().OnlyContain(cell => cell.Why!.Contains("broker of the lab's own"));
    }

    [Fact]
    public void Where_the_ack_timeout_is_looked_at_once_a_minute_the_work_outlasts_that()
    {
        var cell = Plan(new Venue(new Version(4, 0, 5), Own: false)).Cells.First(cell => cell.Fault.Kind == FaultKind.AckTimeout);

        cell.Work.Should().BeGreaterThan(cell.AckTimeout!.Value + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Without_pika_the_rows_in_Python_say_so() =>
        LabPlan.Of(StrategyCatalogue.All, FaultCatalogue.All, Settings with { Python = null }, Own, cores: 2).Cells.Where(cell => cell.Why is not null).Select(cell => cell.Strategy.Kind).Distinct().Should().Equal(StrategyKind.Python);

    [Fact]
    public void What_breaks_the_broker_comes_when_all_others_have_ended()
    {
        var phases = Plan(Own).Phases;

        phases.Should().HaveCount(2);
        phases[0].Should().NotContain(cell => cell.Fault.Kind == FaultKind.BrokerRestart);
        phases[1].Should().OnlyContain(cell => cell.Fault.Kind == FaultKind.BrokerRestart);
    }

    [Fact]
    public void Only_a_job_that_crashes_is_told_to() =>
        Plan(Own).Cells.Where(cell => cell.Strategy.Name == "haulbeat").Select(cell => cell.Body(8)).Distinct().Should().BeEquivalentTo("20", "20 crash 8");

    [Fact]
    public void The_brokers_that_are_needed_are_those_of_the_cells()
    {
        var ackTimeout = Of(FaultCatalogue.All.Where(fault => fault.Kind == FaultKind.AckTimeout), Own);

        (ackTimeout.NeedsShortAckTimeout, ackTimeout.NeedsPlainBroker).Should().Be((true, false));
    }

    [Theory]
    [InlineData(0.5, 20)]
    [InlineData(1.5, 20)]
    [InlineData(2, 14)]
    [InlineData(10, 59)]
    public void Times_that_would_show_nothing_are_refused(double heartbeat, double work) =>
        LabSettings.Complaint(TimeSpan.FromSeconds(heartbeat), TimeSpan.FromSeconds(work)).Should().NotBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    public void The_default_work_fits_any_heartbeat(int heartbeat) =>
        LabSettings.Complaint(TimeSpan.FromSeconds(heartbeat), LabSettings.DefaultWork(TimeSpan.FromSeconds(heartbeat))).Should().BeNull();

    private static LabPlan Plan(Venue venue) => Of(FaultCatalogue.All, venue);

    private static LabPlan Of(IEnumerable<Fault> faults, Venue venue) => LabPlan.Of(StrategyCatalogue.All, [.. faults], Settings, venue, cores: 2);
}
