using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases;

public sealed class KeepingAJobInCustody
{
    private static readonly LeaseTerms Minute = new(TimeSpan.FromMinutes(1));
    private static readonly LeaseLineage Run = new(new LeaseVersion(0, 0, "anna"), LeaseVersion.Original);
    private static readonly DeliveryTag First = new(1, 1);
    private static readonly DeliveryTag Second = new(1, 2);
    private static readonly DeliveryTag Third = new(1, 3);

    [Fact]
    public void A_held_job_is_kept_as_long_as_the_connection_is_proven_and_dies_with_it()
    {
        var chain = Held();

        chain.Term.Should().Be(JobLease.Held(At(20)));
        chain.OnSessionLost(1);
        chain.IsLost.Should().BeTrue();
    }

    [Fact]
    public void A_copy_is_published_then_logged_then_its_predecessor_is_acknowledged_once_it_is_delivered()
    {
        var chain = Held();

        var copy = Published(chain, 5);
        chain.OnConfirmed(copy.Version, At(6)).Should().Equal(new LeaseAction.Append(new OwnershipEntry.Leased(copy)));
        chain.OnLogged(copy.Version, At(7)).Should().BeEmpty("the copy may have been delivered to another worker of this name");
        chain.OnDelivered(copy, Second, At(8)).Should().Equal(new LeaseAction.Acknowledge(First));
    }

    [Fact]
    public void Custody_counts_from_before_the_newest_copy_in_the_log_was_sent() =>
        Leased(At(5)).Term.Should().Be(JobLease.Leased(At(5 + 59)));

    [Fact]
    public void A_copy_that_is_not_in_the_log_lengthens_nothing()
    {
        var chain = Leased(At(5));
        var copy = Published(chain, 25);
        _ = chain.OnConfirmed(copy.Version, At(26));
        _ = chain.OnDelivered(copy, Third, At(27));

        chain.Term.Should().Be(JobLease.Leased(At(5 + 59)));
    }

    [Fact]
    public void A_live_connection_does_not_lengthen_what_was_claimed()
    {
        var chain = Leased(At(5));
        chain.OnProven(At(60), At(80));

        chain.Expire(At(64)).Should().BeTrue();
    }

    [Fact]
    public void What_comes_after_the_end_of_custody_does_not_bring_it_back()
    {
        var chain = Leased(At(5));
        var copy = Published(chain, 25);
        _ = chain.OnConfirmed(copy.Version, At(26));

        chain.OnLogged(copy.Version, At(64)).Should().BeEmpty();
        chain.IsLost.Should().BeTrue();
    }

    [Fact]
    public void A_claimed_job_outlasts_its_connection()
    {
        var chain = Leased(At(5));
        chain.OnSessionLost(1);

        chain.IsLost.Should().BeFalse();
        chain.Deliveries.Should().BeEmpty();
    }

    [Fact]
    public void Only_one_copy_is_under_way_at_a_time()
    {
        var chain = Leased(At(5));
        Published(chain, 25);

        chain.Renew(At(26)).Should().BeEmpty();
    }

    [Fact]
    public void A_failed_copy_is_followed_by_one_with_another_number()
    {
        var chain = Leased(At(5));
        var failed = Published(chain, 25);
        chain.OnFailed(failed.Version);

        Published(chain, 25).Version.Sequence.Should().BeGreaterThan(failed.Version.Sequence);
    }

    [Fact]
    public void A_confirmed_copy_cannot_fail_for_its_entry_may_be_in_the_log()
    {
        var chain = Leased(At(5));
        var copy = Published(chain, 25);
        _ = chain.OnConfirmed(copy.Version, At(26));
        chain.OnFailed(copy.Version);

        chain.IsRenewing.Should().BeTrue();
    }

    [Fact]
    public void A_copy_that_was_given_up_and_turns_up_is_kept_until_a_later_one_is_in_the_log_and_here()
    {
        var chain = Leased(At(5));
        var failed = Published(chain, 25);
        chain.OnFailed(failed.Version);
        var copy = Published(chain, 26);

        chain.OnDelivered(failed, Third, At(27)).Should().BeEmpty();
        _ = chain.OnConfirmed(copy.Version, At(28));
        _ = chain.OnDelivered(copy, new DeliveryTag(1, 4), At(29));
        chain.OnLogged(copy.Version, At(30)).Should().Equal(new LeaseAction.Acknowledge(Second), new LeaseAction.Acknowledge(Third));
    }

    [Fact]
    public void Until_the_first_claim_is_in_the_log_custody_ends_before_a_copy_of_unknown_whereabouts_can_be_at_home()
    {
        var chain = Held();
        chain.OnFailed(Published(chain, 5).Version);
        chain.OnProven(At(70), At(90));

        chain.Term.SafeUntil.Should().Be(At(5 + 59));
    }

    [Fact]
    public void A_lost_job_gives_back_all_that_is_delivered_for_it()
    {
        var chain = Leased(At(5));
        chain.Lose();
        _ = chain.OnDelivered(Copy(25), Third, At(27));
        _ = chain.OnDelivered(Copy(26), new DeliveryTag(1, 4), At(28));

        chain.Deliveries.Select(delivery => delivery.Tag.Number).Should().Equal(2, 3, 4);
    }

    [Fact]
    public void A_resumed_job_is_kept_as_long_as_its_runner_was_told_and_renewed_once_a_copy_is_delivered()
    {
        var chain = new LeaseState(Run.Version, At(5), Minute, hasLog: true);

        chain.Term.Should().Be(JobLease.Leased(At(5 + 59)));
        chain.Renew(At(10)).Should().BeEmpty("nobody knows its content yet");
        _ = chain.OnDelivered(Copy(5), First, At(11));
        Published(chain, 12).From.Should().Be(LeaseVersion.Original);
    }

    [Fact]
    public void A_resumed_job_acknowledges_nothing_that_may_be_the_newest_in_the_log()
    {
        var chain = new LeaseState(Run.Version, At(5), Minute, hasLog: true);

        chain.OnDelivered(Copy(5), First, At(11)).Should().BeEmpty();
        chain.OnDelivered(Copy(25), Second, At(11)).Should().BeEmpty();
        chain.OnDelivered(Copy(4), Third, At(11)).Should().Equal(new LeaseAction.Acknowledge(Third));
    }

    [Fact]
    public void A_message_started_without_asking_the_log_is_lost_if_another_stands()
    {
        var chain = Held();
        chain.OnRead(new JobOwnership(new LeaseVersion(0, 1, "bert"), false));

        chain.IsLost.Should().BeTrue();
    }

    [Fact]
    public void A_job_sent_again_after_its_end_is_claimed_from_that_end()
    {
        var chain = Held();
        var end = new LeaseVersion(3, 9, "bert");
        chain.OnRead(new JobOwnership(end, true));

        Published(chain, 5).From.Should().Be(end);
    }

    [Fact]
    public void Nothing_is_renewed_after_the_end_which_has_a_number_of_its_own()
    {
        var chain = Leased(At(5));
        var end = chain.End(At(20));

        end.Run.Version.Sequence.Should().BeGreaterThan(At(5).Nanoseconds);
        chain.End(At(21)).Should().Be(end, "it is written again until it is certain");
        chain.Renew(At(25)).Should().BeEmpty();
    }

    [Fact]
    public void Without_a_log_a_copy_counts_once_the_broker_answered_after_the_acknowledgement()
    {
        var chain = new LeaseState(LeaseVersion.Original, First, Run, At(20), Minute, hasLog: false);
        var copy = Published(chain, 5);
        _ = chain.OnConfirmed(copy.Version, At(6));
        chain.OnDelivered(copy, Second, At(7)).Should().Equal(new LeaseAction.Acknowledge(First));

        chain.OnProven(At(6), At(26));
        chain.IsLeased.Should().BeFalse("it was asked before");
        chain.OnProven(At(8), At(28));
        chain.Term.Should().Be(JobLease.Leased(At(5 + 59)));
    }

    private static LeaseState Held() => new(LeaseVersion.Original, First, Run, At(20), Minute, hasLog: true);

    private static LeaseState Leased(BootInstant sentAt)
    {
        var chain = Held();
        var copy = Published(chain, sentAt);
        _ = chain.OnConfirmed(copy.Version, sentAt);
        _ = chain.OnLogged(copy.Version, sentAt);
        _ = chain.OnDelivered(copy, Second, sentAt);
        return chain;
    }

    private static LeaseLineage Published(LeaseState chain, int at) => Published(chain, At(at));

    private static LeaseLineage Published(LeaseState chain, BootInstant at) =>
        chain.Renew(at).Should().ContainSingle().Which.Should().BeOfType<LeaseAction.Publish>().Which.Copy;

    private static LeaseLineage Copy(int at) => Run with { Version = Run.Version with { Sequence = At(at).Nanoseconds } };

    private static BootInstant At(int seconds) => new(seconds * 1_000_000_000L);
}
