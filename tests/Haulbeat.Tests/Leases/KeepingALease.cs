using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases;

public sealed class KeepingALease
{
    private static readonly LeaseTerms Minute = new(TimeSpan.FromMinutes(1));
    private static readonly LeaseLineage Run = new(new LeaseVersion(0, 0, "anna"), LeaseVersion.Original);
    private static readonly DeliveryTag First = new(1, 1);
    private static readonly DeliveryTag Second = new(1, 2);
    private static readonly DeliveryTag Third = new(1, 3);

    [Fact]
    public void An_unacked_job_is_kept_as_long_as_the_connection_answers_and_lost_with_it()
    {
        var state = Unacked();

        state.Term.Should().Be(JobLease.Unacked(At(20)));
        _ = state.OnSessionLost(1);
        state.IsLost.Should().BeTrue();
    }

    [Fact]
    public void A_lease_message_is_published_then_logged_then_its_predecessor_is_acknowledged_once_it_is_delivered()
    {
        var state = Unacked();

        var renewal = Published(state, 5);
        state.OnPublished(renewal.Version, At(6)).Should().Be(new OwnershipEntry.Leased(renewal));
        state.OnLogged(renewal.Version, At(7));
        state.TakeReplaced(At(7)).Should().BeEmpty("the lease message may have been delivered to another worker of this name");
        state.OnDelivered(renewal, Second);
        Replaced(state, 8).Should().Equal(First);
    }

    [Fact]
    public void The_lease_counts_from_before_the_newest_lease_message_in_the_log_was_sent() =>
        Leased(At(5)).Term.Should().Be(JobLease.Leased(At(5 + 59)));

    [Fact]
    public void A_lease_message_that_is_not_in_the_log_lengthens_nothing()
    {
        var state = Leased(At(5));
        var renewal = Published(state, 25);
        _ = state.OnPublished(renewal.Version, At(26));
        state.OnDelivered(renewal, Third);

        state.Term.Should().Be(JobLease.Leased(At(5 + 59)));
    }

    [Fact]
    public void A_live_connection_does_not_lengthen_a_lease()
    {
        var state = Leased(At(5));
        state.OnProbed(new LivenessProbe(At(60), At(80)));

        state.Expire(At(64)).Should().BeTrue();
    }

    [Fact]
    public void What_comes_after_the_end_of_the_lease_does_not_bring_it_back()
    {
        var state = Leased(At(5));
        var renewal = Published(state, 25);
        _ = state.OnPublished(renewal.Version, At(26));

        state.OnLogged(renewal.Version, At(64));
        state.TakeReplaced(At(64)).Should().BeEmpty();
        state.IsLost.Should().BeTrue();
    }

    [Fact]
    public void A_leased_job_outlasts_its_connection()
    {
        var state = Leased(At(5));
        _ = state.OnSessionLost(1);

        state.IsLost.Should().BeFalse();
        state.Deliveries.Should().BeEmpty();
    }

    [Fact]
    public void Only_one_lease_message_is_under_way_at_a_time()
    {
        var state = Leased(At(5));
        Published(state, 25);

        state.Renew(At(26)).Should().BeNull();
    }

    [Fact]
    public void A_failed_lease_message_is_followed_by_one_with_another_sequence()
    {
        var state = Leased(At(5));
        var failed = Published(state, 25);
        state.OnPublishFailed(failed.Version);

        Published(state, 25).Version.Sequence.Should().BeGreaterThan(failed.Version.Sequence);
    }

    [Fact]
    public void A_confirmed_lease_message_cannot_fail_for_its_entry_may_be_in_the_log()
    {
        var state = Leased(At(5));
        var renewal = Published(state, 25);
        _ = state.OnPublished(renewal.Version, At(26));
        state.OnPublishFailed(renewal.Version);

        state.IsRenewing.Should().BeTrue();
    }

    [Fact]
    public void A_lease_message_that_was_given_up_and_turns_up_is_kept_until_a_later_one_is_in_the_log_and_here()
    {
        var state = Leased(At(5));
        var failed = Published(state, 25);
        state.OnPublishFailed(failed.Version);
        var renewal = Published(state, 26);

        state.OnDelivered(failed, Third);
        state.TakeReplaced(At(27)).Should().BeEmpty();
        _ = state.OnPublished(renewal.Version, At(28));
        state.OnDelivered(renewal, new DeliveryTag(1, 4));
        state.OnLogged(renewal.Version, At(30));
        Replaced(state, 30).Should().Equal(Second, Third);
    }

    [Fact]
    public void Until_the_first_lease_is_in_the_log_it_ends_before_a_lease_message_of_unknown_whereabouts_can_expire()
    {
        var state = Unacked();
        state.OnPublishFailed(Published(state, 5).Version);
        state.OnProbed(new LivenessProbe(At(70), At(90)));

        state.Term.SafeUntil.Should().Be(At(5 + 59));
    }

    [Fact]
    public void A_lost_job_gives_back_all_that_is_delivered_for_it()
    {
        var state = Leased(At(5));
        state.Lose();
        state.OnDelivered(Message(25), Third);
        state.OnDelivered(Message(26), new DeliveryTag(1, 4));

        state.TakeAll().Select(delivery => delivery.Tag.Number).Should().Equal(2, 3, 4);
        state.Deliveries.Should().BeEmpty();
    }

    [Fact]
    public void A_resumed_job_is_kept_as_long_as_its_runner_was_told_and_renewed_once_a_lease_message_is_delivered()
    {
        var state = new LeaseState(Run.Version, At(5), Minute, hasLog: true);

        state.Term.Should().Be(JobLease.Leased(At(5 + 59)));
        state.Renew(At(10)).Should().BeNull("nobody knows its content yet");
        state.OnDelivered(Message(5), First);
        Published(state, 12).From.Should().Be(LeaseVersion.Original);
    }

    [Fact]
    public void A_resumed_job_acknowledges_nothing_that_may_be_the_newest_in_the_log()
    {
        var state = new LeaseState(Run.Version, At(5), Minute, hasLog: true);

        state.OnDelivered(Message(5), First);
        state.OnDelivered(Message(25), Second);
        state.TakeReplaced(At(11)).Should().BeEmpty();
        state.OnDelivered(Message(4), Third);
        Replaced(state, 11).Should().Equal(Third);
    }

    [Fact]
    public void A_message_started_without_asking_the_log_is_lost_if_another_stands()
    {
        var state = Unacked();
        state.OnRead(new JobOwnership(new LeaseVersion(0, 1, "bert"), false));

        state.IsLost.Should().BeTrue();
    }

    [Fact]
    public void A_job_sent_again_after_its_end_is_leased_from_that_end()
    {
        var state = Unacked();
        var end = new LeaseVersion(3, 9, "bert");
        state.OnRead(new JobOwnership(end, true));

        Published(state, 5).From.Should().Be(end);
    }

    [Fact]
    public void Nothing_is_renewed_after_the_end_which_has_a_sequence_of_its_own()
    {
        var state = Leased(At(5));
        var end = state.End(At(20));

        end.Run.Version.Sequence.Should().BeGreaterThan(At(5).Nanoseconds);
        state.End(At(21)).Should().Be(end, "it is written again until it is certain");
        state.Renew(At(25)).Should().BeNull();
    }

    [Fact]
    public void Without_a_log_a_lease_message_counts_once_the_broker_answered_after_the_acknowledgement()
    {
        var state = new LeaseState(LeaseVersion.Original, First, Run, At(20), Minute, hasLog: false);
        var renewal = Published(state, 5);
        _ = state.OnPublished(renewal.Version, At(6));
        state.OnDelivered(renewal, Second);
        Replaced(state, 7).Should().Equal(First);

        state.OnProbed(new LivenessProbe(At(8), At(28)));
        state.IsLeased.Should().BeFalse("the acknowledgement was not sent yet");
        state.OnAcknowledged(At(8));
        state.OnProbed(new LivenessProbe(At(7), At(27)));
        state.IsLeased.Should().BeFalse("the broker was asked before");
        state.OnProbed(new LivenessProbe(At(9), At(29)));
        state.Term.Should().Be(JobLease.Leased(At(5 + 59)));
    }

    private static LeaseState Unacked() => new(LeaseVersion.Original, First, Run, At(20), Minute, hasLog: true);

    private static LeaseState Leased(BootInstant sentAt)
    {
        var state = Unacked();
        var renewal = Published(state, sentAt);
        _ = state.OnPublished(renewal.Version, sentAt);
        state.OnLogged(renewal.Version, sentAt);
        state.OnDelivered(renewal, Second);
        _ = state.TakeReplaced(sentAt);
        return state;
    }

    private static LeaseLineage Published(LeaseState state, int at) => Published(state, At(at));

    private static LeaseLineage Published(LeaseState state, BootInstant at) =>
        state.Renew(at) ?? throw new InvalidOperationException("Nothing is to be published.");

    private static IEnumerable<DeliveryTag> Replaced(LeaseState state, int at) => state.TakeReplaced(At(at)).Select(delivery => delivery.Tag);

    private static LeaseLineage Message(int at) => Run with { Version = Run.Version with { Sequence = At(at).Nanoseconds } };

    private static BootInstant At(int seconds) => new(seconds * 1_000_000_000L);
}
