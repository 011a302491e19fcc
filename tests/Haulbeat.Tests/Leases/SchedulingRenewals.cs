using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases;

public sealed class SchedulingRenewals
{
    private static readonly BootInstant Start = new(TimeSpan.FromHours(1).Ticks * 100);

    private readonly RenewalSchedule schedule = new(Start, () => TimeSpan.FromMinutes(1));

    [Fact]
    public void After_a_failure_an_unsaved_checkpoint_waits_as_well_and_longer_each_time()
    {
        schedule.OnCheckpoint();
        schedule.OnBegun(Start);
        schedule.OnFailed(Start);
        schedule.Due(isLeased: true).Should().Be(Start + TimeSpan.FromMilliseconds(100));
        schedule.OnFailed(Start);
        schedule.Due(isLeased: true).Should().Be(Start + TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Once_a_lease_message_is_confirmed_the_next_failure_waits_shortly_again()
    {
        schedule.OnFailed(Start);
        schedule.OnFailed(Start);
        schedule.OnConfirmed();
        schedule.OnFailed(Start);
        schedule.Due(isLeased: true).Should().Be(Start + TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_lease_message_that_counts_late_saves_the_checkpoint_that_it_carries_and_no_later_one()
    {
        schedule.OnCheckpoint();
        schedule.OnSent(Start);
        schedule.OnCheckpoint();
        schedule.OnSent(Start + TimeSpan.FromSeconds(1));

        schedule.OnCounts(Start).Should().BeTrue();
        schedule.HasUnsavedCheckpoint.Should().BeTrue();
        schedule.OnCounts(Start + TimeSpan.FromSeconds(1)).Should().BeTrue();
        schedule.HasUnsavedCheckpoint.Should().BeFalse();
    }

    [Fact]
    public void A_reattached_job_renews_nothing_before_one_of_its_lease_messages_is_delivered()
    {
        var state = new LeaseState(new LeaseVersion(1, 0, "owner"), Start, new LeaseTerms(TimeSpan.FromMinutes(5)), hasLog: true);
        var protocol = new LeaseProtocol(state, schedule, hasLog: true, isFresh: false, isResumed: true);

        protocol.On(new LeaseEvent.CheckpointSaved(new byte[1]), Start + TimeSpan.FromSeconds(1)).Should().BeEmpty();
        protocol.NextTick.Should().Be(state.Term.SafeUntil);
    }
}
