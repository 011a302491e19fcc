using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Proxying;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

public sealed class AnalyzingConnections
{
    [Fact]
    public void A_connection_that_lasts_until_the_end_was_kept() => Figures.FateOf([Connection(30, "end")]).Should().Be(new LabConnectionFate(true, null));

    [Fact]
    public void A_connection_that_the_client_closed_cleanly_was_kept() => Figures.FateOf([Connection(5, "client", orderly: true)]).Kept.Should().BeTrue();

    [Theory]
    [InlineData("broker")]
    [InlineData("client")]
    [InlineData("fault")]
    public void Any_other_end_is_a_loss(string by) =>
        Figures.FateOf([Connection(30, "end"), Connection(8.04, by), Connection(9, by)]).Should().Be(new LabConnectionFate(false, 8));

    [Fact]
    public void A_connection_that_a_fault_ended_was_not_lost_by_itself() => Figures.LostByItself([Connection(8, "fault"), Connection(30, "end")], 8).Should().BeNull();

    [Fact]
    public void A_connection_that_ends_after_a_fault_was_not_lost_by_itself() => Figures.LostByItself([Connection(12, "broker"), Connection(13, "client")], 8).Should().BeNull();

    [Fact]
    public void A_connection_that_ends_before_a_fault_was_lost_by_itself() =>
        Figures.LostByItself([Connection(7, "client"), Connection(6, "broker"), Connection(5, "client", orderly: true)], 8).Should().Be(Connection(6, "broker"));

    [Fact]
    public void The_broker_notices_a_gone_worker_when_its_last_connection_ends() =>
        Figures.NoticedAfter([Connection(14, "broker"), Connection(13, "broker")], gone: 9, until: 20).Should().Be(5);

    [Fact]
    public void The_broker_does_not_notice_a_gone_worker_whose_connection_stays() =>
        Figures.NoticedAfter([Connection(14, "broker"), Connection(30, "end")], gone: 9, until: 40).Should().BeNull();

    [Fact]
    public void Noticed_too_late_is_not_noticed() => Figures.NoticedAfter([Connection(21, "client")], gone: 9, until: 20).Should().BeNull();

    [Fact]
    public void Only_connection_close_ok_is_recognized_as_such()
    {
        AmqpFrames.IsCloseOk([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 51, 0xCE]).Should().BeTrue();
        AmqpFrames.IsCloseOk([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 41, 0xCE]).Should().BeFalse();
    }

    private static LabConnection Connection(double end, string by, bool orderly = false) => new(0.5, end, by, orderly);
}
