using Haulbeat.Lab.Observing;

namespace Haulbeat.Tests.Lab;

public sealed class DerivingVerdicts
{
    private static readonly Observation Clean = new(Left: false, DeadLettered: false, RunsStarted: 1, RunsEnded: 1, AtOnce: 1, SecondsWorked: 20, SecondsNeeded: 20, Noticed: null);

    [Fact]
    public void Done_once_is_clean() => Of(Clean).Should().Be((Verdict.Clean, MessageFate.Done));

    [Fact]
    public void Done_once_after_the_broker_noticed_that_the_worker_was_gone_is_clean() => Of(Clean with { Noticed = true }).Should().Be((Verdict.Clean, MessageFate.Done));

    [Fact]
    public void Done_once_while_the_broker_did_not_notice_that_the_worker_was_gone_is_unseen() => Of(Clean with { Noticed = false }).Should().Be((Verdict.Unseen, MessageFate.Done));

    [Fact]
    public void Started_twice_and_done_once_is_wasted() => Of(Clean with { RunsStarted = 2, SecondsWorked = 28 }).Should().Be((Verdict.Wasted, MessageFate.Done));

    [Fact]
    public void A_difference_within_the_measuring_error_is_not_wasted() => Of(Clean with { SecondsWorked = 22.9 }).Should().Be((Verdict.Clean, MessageFate.Done));

    [Fact]
    public void Done_twice_is_repeated() => Of(Clean with { RunsStarted = 2, RunsEnded = 2, SecondsWorked = 40 }).Should().Be((Verdict.Repeated, MessageFate.DoneTwice));

    [Fact]
    public void Done_and_still_queued_is_repeated() => Of(Clean with { Left = true }).Should().Be((Verdict.Repeated, MessageFate.Kept));

    [Fact]
    public void Never_done_and_still_queued_is_stuck() => Of(Clean with { Left = true, RunsStarted = 5, RunsEnded = 0 }).Should().Be((Verdict.Stuck, MessageFate.Kept));

    [Fact]
    public void Never_done_and_gone_is_lost() => Of(Clean with { RunsEnded = 0 }).Should().Be((Verdict.Lost, MessageFate.Lost));

    [Fact]
    public void Never_done_and_dead_lettered_is_dead() => Of(Clean with { RunsEnded = 0, DeadLettered = true }).Should().Be((Verdict.Dead, MessageFate.Dead));

    [Fact]
    public void Two_at_once_is_worse_than_twice() => Of(Clean with { RunsStarted = 2, RunsEnded = 2, AtOnce = 2 }).Should().Be((Verdict.Overlapped, MessageFate.DoneTwice));

    [Fact]
    public void Lost_is_worse_than_two_at_once() => Of(Clean with { RunsStarted = 2, RunsEnded = 0, AtOnce = 2 }).Verdict.Should().Be(Verdict.Lost);

    private static (Verdict Verdict, MessageFate Fate) Of(Observation seen) => (seen.Verdict, seen.Fate);
}
