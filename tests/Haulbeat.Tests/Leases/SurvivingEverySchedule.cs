using Haulbeat.Tests.Leases.Simulation;

namespace Haulbeat.Tests.Leases;

/// <summary>
/// Brokers, hosts, workers and the network fail at random moments in simulated time; the decisions are the real ones.
/// A failure shows the smallest schedule that fails, with its seed and what happened.
/// </summary>
public sealed class SurvivingEverySchedule
{
    [Fact]
    public void Nothing_is_lost_started_twice_at_once_or_started_after_its_end() =>
        Search.ForFailure(Schedules.Wild, Search.Count(10_000)).Should().BeNull();

    [Fact]
    public void A_job_is_started_once_while_no_outage_is_as_long_as_the_lease() =>
        Search.ForFailure(Schedules.Mild, Search.Count(5_000)).Should().BeNull();

    [Fact]
    public void Nothing_is_lost_though_the_log_loses_what_it_confirmed() =>
        Search.ForFailure(Schedules.LosingPower, Search.Count(5_000)).Should().BeNull();

    [Fact]
    public void Without_a_log_nothing_is_lost_or_started_twice_while_nothing_breaks() =>
        Search.ForFailure(Schedules.WithoutLog, Search.Count(5_000)).Should().BeNull();

    [Theory]
    [InlineData(nameof(Schedules.Wild), 200_000)]
    [InlineData(nameof(Schedules.Mild), 100_000)]
    [InlineData(nameof(Schedules.LosingPower), 100_000)]
    [InlineData(nameof(Schedules.WithoutLog), 50_000)]
    [Trait("Category", "Long")]
    public void The_same_holds_in_very_many_schedules(string kind, int count) =>
        Search.ForFailure(Kind(kind), Search.Count(count)).Should().BeNull();

    private static Func<int, Schedule> Kind(string name) => name switch
    {
        nameof(Schedules.Wild) => Schedules.Wild,
        nameof(Schedules.Mild) => Schedules.Mild,
        nameof(Schedules.LosingPower) => Schedules.LosingPower,
        _ => Schedules.WithoutLog,
    };
}
