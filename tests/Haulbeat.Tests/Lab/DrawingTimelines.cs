using Haulbeat.Lab.Html;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

public sealed class DrawingTimelines
{
    [Fact]
    public void Intervals_that_follow_each_other_share_a_lane() =>
        LanesOf((0, 5), (5, 9), (10, 12)).Should().Equal(0, 0, 0);

    [Fact]
    public void Overlapping_intervals_have_different_lanes() =>
        LanesOf((0, 5), (4, 9), (6, 8)).Should().Equal(0, 1, 0);

    [Fact]
    public void Their_order_does_not_matter() =>
        LanesOf((6, 8), (4, 9), (0, 5)).Should().Equal(0, 1, 0);

    [Fact]
    public void A_moment_is_at_its_share_of_the_time()
    {
        var scale = new TimeScale(40);

        scale.At(10).Should().Be(25);
        scale.Width(10, 30).Should().Be(50);
        scale.At(50).Should().Be(100, "nothing is drawn outside");
    }

    [Theory]
    [InlineData(7, 1, 8)]
    [InlineData(44, 10, 5)]
    [InlineData(100, 20, 6)]
    public void The_ticks_are_round_and_few(double seconds, double step, int count)
    {
        var ticks = new TimeScale(seconds).Ticks().ToList();

        ticks.Should().HaveCount(count);
        ticks[1].Should().Be(step);
    }

    [Fact]
    public void Repeated_marks_are_one_mark()
    {
        LabMark[] marks = [new(8, "timeout", "taken back"), new(9, "timeout", "taken back"), new(10, "timeout", "taken back"), new(11, "cut", "cut"), new(30, "timeout", "taken back")];

        TimelineEvents.Merge(marks).Select(mark => mark.At).Should().Equal(8, 11, 30);
    }

    private static IReadOnlyList<int> LanesOf(params (double Start, double End)[] all) => Lanes.Of(all, one => one.Start, one => one.End);
}
