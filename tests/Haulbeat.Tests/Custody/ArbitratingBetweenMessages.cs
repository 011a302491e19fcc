using Haulbeat.Custody.Protocol;

namespace Haulbeat.Tests.Custody;

public sealed class ArbitratingBetweenMessages
{
    private static readonly CopyStamp First = new(new CopyNumber(0, 10, "anna"), CopyNumber.Original);
    private static readonly CopyStamp Second = First with { Number = First.Number with { Copy = 20 } };
    private static readonly CopyStamp TakenOver = new(new CopyNumber(1, 5, "bert"), Second.Number);
    private static readonly CopyStamp End = TakenOver with { Number = TakenOver.Number with { Copy = 30 } };

    [Fact]
    public void A_redelivered_message_that_the_log_does_not_know_starts_run_1_for_a_run_0_may_have_begun_unclaimed() =>
        Arbiter.Decide(CopyStamp.Original, JobFacts.None, "bert").Should().Be(new CopyStamp(new CopyNumber(1, 0, "bert"), CopyNumber.Original));

    [Fact]
    public void A_copy_that_came_home_starts_the_next_run_from_it() =>
        Arbiter.Decide(Second, Facts(First, Second), "bert").Should().Be(new CopyStamp(new CopyNumber(1, 0, "bert"), Second.Number));

    [Fact]
    public void A_message_is_taken_off_when_a_copy_of_it_was_claimed() =>
        Arbiter.Decide(CopyStamp.Original, Facts(First), "bert").Should().BeNull();

    [Fact]
    public void A_copy_is_taken_off_when_a_newer_one_stands() =>
        Arbiter.Decide(First, Facts(First, Second), "bert").Should().BeNull();

    [Fact]
    public void Everything_is_taken_off_once_the_job_has_ended() =>
        Arbiter.Decide(TakenOver, Facts(First, TakenOver).With(new LogEntry.Ended(End)), "carl").Should().BeNull();

    [Fact]
    public void A_copy_that_its_holder_could_not_write_to_the_log_stands_like_the_message_it_was_made_from() =>
        Arbiter.Decide(TakenOver, Facts(First, Second), "carl").Should().Be(new CopyStamp(new CopyNumber(2, 0, "carl"), Second.Number));

    [Fact]
    public void A_claim_that_the_log_refused_never_stands()
    {
        var refused = new CopyStamp(new CopyNumber(1, 7, "bert"), CopyNumber.Original);
        var facts = Facts(First, refused);

        facts.Newest.Should().Be(First.Number);
        Arbiter.Decide(refused, facts, "carl").Should().BeNull("it was made from the original, which is not the newest any more");
    }

    [Fact]
    public void Of_two_that_claim_the_same_message_the_first_in_the_log_has_it()
    {
        var other = TakenOver with { Number = new CopyNumber(1, 99, "carl") };

        Facts(First, Second, TakenOver, other).Newest.Should().Be(TakenOver.Number);
    }

    [Fact]
    public void A_renewal_written_after_somebody_took_over_does_not_count()
    {
        var late = First with { Number = First.Number with { Copy = 25 } };

        Facts(First, Second, TakenOver, late).Newest.Should().Be(TakenOver.Number);
    }

    [Fact]
    public void The_end_that_a_lost_holder_reports_does_not_count() =>
        Facts(First, Second, TakenOver).Accept(new LogEntry.Ended(Second with { Number = Second.Number with { Copy = 40 } })).Should().BeFalse();

    [Fact]
    public void The_same_job_sent_again_after_its_end_begins_from_that_end()
    {
        var again = new CopyStamp(new CopyNumber(0, 50, "anna"), End.Number);
        var facts = Facts(First, TakenOver).With(new LogEntry.Ended(End)).With(new LogEntry.Claimed(again));

        facts.Should().Be(new JobFacts(again.Number, false));
        facts.Allow(TakenOver).Should().BeFalse("it belongs to the runs before");
    }

    [Fact]
    public void A_claim_that_comes_after_its_own_end_does_not_bring_the_job_back()
    {
        var again = new CopyStamp(new CopyNumber(0, 50, "anna"), End.Number);
        var end = again with { Number = again.Number with { Copy = 60 } };

        Facts(First, TakenOver).With(new LogEntry.Ended(End)).With(new LogEntry.Ended(end)).With(new LogEntry.Claimed(again)).HasEnded.Should().BeTrue();
    }

    [Fact]
    public void A_log_that_lost_its_newest_entries_takes_up_the_run_with_its_next_renewal()
    {
        var renewal = TakenOver with { Number = TakenOver.Number with { Copy = 15 } };

        Facts(First, Second, renewal).Newest.Should().Be(renewal.Number);
    }

    private static JobFacts Facts(params CopyStamp[] claims) =>
        claims.Aggregate(JobFacts.None, (facts, copy) => facts.With(new LogEntry.Claimed(copy)));
}
