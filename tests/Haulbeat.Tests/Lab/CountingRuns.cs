using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

public sealed class CountingRuns
{
    [Fact]
    public void Without_a_run_none_is_alive() => Figures.AtOnce([]).Should().Be(0);

    [Fact]
    public void Runs_one_after_the_other_are_one_at_once() => Figures.AtOnce([Run(0, 10), Run(10, 20)]).Should().Be(1);

    [Fact]
    public void Overlapping_runs_are_at_once() => Figures.AtOnce([Run(0, 10), Run(20, 30), Run(9, 21), Run(20.5, 22)]).Should().Be(3);

    [Fact]
    public void A_run_without_an_end_is_alive() => Figures.AtOnce([Run(0, null), Run(10, 20)]).Should().Be(2);

    [Fact]
    public void Work_is_the_sum_of_all_runs() => Figures.SecondsWorked([Run(0, 10), Run(5, 12), Run(20, null)], now: 25, freeze: null).Should().Be(22);

    [Fact]
    public void A_frozen_process_does_not_work() =>
        Figures.SecondsWorked([Run(0, 20, pid: 7), Run(9, 12, pid: 8)], now: 25, new Freeze(7, 8, 17)).Should().Be(14);

    [Fact]
    public void A_run_is_frozen_no_longer_than_it_lasts() =>
        Figures.SecondsWorked([Run(10, 20, pid: 7)], now: 25, new Freeze(7, 8, double.MaxValue)).Should().Be(0);

    [Fact]
    public void A_line_without_its_end_is_read_later() =>
        LedgerLine.ReadAll("start 7-1 7 1.500\nend 7-1 7 21.5").Should().Equal(new LedgerLine(false, "7-1", 7, 1.5));

    private static LabRun Run(double start, double? end, int pid = 1) => new(start, end, end is not null, pid);
}
