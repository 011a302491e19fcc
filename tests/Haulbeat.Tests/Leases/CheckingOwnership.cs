using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.Tests.Leases;

public sealed class CheckingOwnership
{
    private static readonly LeaseLineage First = new(new LeaseVersion(0, 10, "anna"), LeaseVersion.Original);
    private static readonly LeaseLineage Second = First with { Version = First.Version with { Sequence = 20 } };
    private static readonly LeaseLineage TakenOver = new(new LeaseVersion(1, 5, "bert"), Second.Version);
    private static readonly LeaseLineage End = TakenOver with { Version = TakenOver.Version with { Sequence = 30 } };

    [Fact]
    public void A_redelivered_message_that_the_log_does_not_know_starts_run_1_for_a_run_0_may_have_begun_unclaimed() =>
        JobOwnership.None.Check(LeaseLineage.Original, "bert").Should().Be(new LeaseLineage(new LeaseVersion(1, 0, "bert"), LeaseVersion.Original));

    [Fact]
    public void A_copy_that_came_home_starts_the_next_run_from_it() =>
        Facts(First, Second).Check(Second, "bert").Should().Be(new LeaseLineage(new LeaseVersion(1, 0, "bert"), Second.Version));

    [Fact]
    public void A_message_is_taken_off_when_a_copy_of_it_was_claimed() =>
        Facts(First).Check(LeaseLineage.Original, "bert").Should().BeNull();

    [Fact]
    public void A_copy_is_taken_off_when_a_newer_one_stands() =>
        Facts(First, Second).Check(First, "bert").Should().BeNull();

    [Fact]
    public void Everything_is_taken_off_once_the_job_has_ended() =>
        Facts(First, TakenOver).With(new OwnershipEntry.Ended(End)).Check(TakenOver, "carl").Should().BeNull();

    [Fact]
    public void A_lease_message_that_its_owner_could_not_write_to_the_log_counts_like_the_message_it_was_made_from() =>
        Facts(First, Second).Check(TakenOver, "carl").Should().Be(new LeaseLineage(new LeaseVersion(2, 0, "carl"), Second.Version));

    [Fact]
    public void A_claim_that_the_log_refused_never_stands()
    {
        var refused = new LeaseLineage(new LeaseVersion(1, 7, "bert"), LeaseVersion.Original);
        var facts = Facts(First, refused);

        facts.Newest.Should().Be(First.Version);
        facts.Check(refused, "carl").Should().BeNull("it was made from the original, which is not the newest any more");
    }

    [Fact]
    public void Of_two_that_claim_the_same_message_the_first_in_the_log_has_it()
    {
        var other = TakenOver with { Version = new LeaseVersion(1, 99, "carl") };

        Facts(First, Second, TakenOver, other).Newest.Should().Be(TakenOver.Version);
    }

    [Fact]
    public void A_renewal_written_after_somebody_took_over_does_not_count()
    {
        var late = First with { Version = First.Version with { Sequence = 25 } };

        Facts(First, Second, TakenOver, late).Newest.Should().Be(TakenOver.Version);
    }

    [Fact]
    public void The_end_that_a_lost_owner_reports_does_not_count() =>
        Facts(First, Second, TakenOver).Accept(new OwnershipEntry.Ended(Second with { Version = Second.Version with { Sequence = 40 } })).Should().BeFalse();

    [Fact]
    public void The_same_job_sent_again_after_its_end_begins_from_that_end()
    {
        var again = new LeaseLineage(new LeaseVersion(0, 50, "anna"), End.Version);
        var facts = Facts(First, TakenOver).With(new OwnershipEntry.Ended(End)).With(new OwnershipEntry.Leased(again));

        facts.Should().Be(new JobOwnership(again.Version, false));
        facts.Allow(TakenOver).Should().BeFalse("it belongs to the runs before");
    }

    [Fact]
    public void A_claim_that_comes_after_its_own_end_does_not_bring_the_job_back()
    {
        var again = new LeaseLineage(new LeaseVersion(0, 50, "anna"), End.Version);
        var end = again with { Version = again.Version with { Sequence = 60 } };

        Facts(First, TakenOver).With(new OwnershipEntry.Ended(End)).With(new OwnershipEntry.Ended(end)).With(new OwnershipEntry.Leased(again)).HasEnded.Should().BeTrue();
    }

    [Fact]
    public void A_log_that_lost_its_newest_entries_takes_up_the_run_with_its_next_renewal()
    {
        var renewal = TakenOver with { Version = TakenOver.Version with { Sequence = 15 } };

        Facts(First, Second, renewal).Newest.Should().Be(renewal.Version);
    }

    private static JobOwnership Facts(params LeaseLineage[] leases) =>
        leases.Aggregate(JobOwnership.None, (facts, lease) => facts.With(new OwnershipEntry.Leased(lease)));
}
