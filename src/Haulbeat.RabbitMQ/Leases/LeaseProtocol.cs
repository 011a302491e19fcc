using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Decides, event by event, what is done for one job's lease: leasing, renewing, releasing. <see cref="LeaseEnding"/> decides how it ends. No clock, no I/O.</summary>
/// <param name="state">The job's messages.</param>
/// <param name="schedule">When the next lease message is due.</param>
/// <param name="hasLog">Whether there is an event log.</param>
/// <param name="isFresh">Whether the job was started without reading the log. The log is read before it is leased.</param>
/// <param name="isResumed">Whether an earlier worker leased it.</param>
internal sealed class LeaseProtocol(LeaseState state, RenewalSchedule schedule, bool hasLog, bool isFresh, bool isResumed)
{
    // How long a new lease waits for its predecessor's acknowledgement before it is reported.
    private static readonly TimeSpan LongestUnreported = TimeSpan.FromSeconds(1);

    private readonly LeaseEnding ending = new(state, hasLog);
    private bool isRegistered = isResumed;
    private bool readsLogFirst = isFresh && hasLog;
    private bool isPreparing;
    private bool isRenewedOnDelivery = isResumed;
    private LeaseVersion? counted = state.Current;
    private bool isLeaseReported = isResumed;
    private BootInstant reportAt = BootInstant.Never;

    /// <summary>How long the lease lasts as things stand.</summary>
    public JobLease Term => state.Term;

    public LeaseVersion Run => state.Run;

    public bool IsLost => state.IsLost;

    public bool IsLeased => state.IsLeased;

    public LeasePhase Phase => ending.Phase;

    /// <summary>Whether the newest checkpoint still has to be put into a lease message.</summary>
    public bool MustSaveCheckpoint => ending.IsOpen && state.IsLeased && !state.IsLost && schedule.HasUnsavedCheckpoint;

    /// <summary>When the next <see cref="LeaseEvent.Tick"/> is due.</summary>
    public BootInstant NextTick
    {
        get
        {
            if (ending.IsOver || state.IsLost)
            {
                return BootInstant.Never;
            }

            var expiry = state.IsLeased ? state.Term.SafeUntil : BootInstant.Never;
            var report = ending.IsOpen ? reportAt : BootInstant.Never;
            var renewal = CanBegin ? schedule.Due(state.IsLeased) : BootInstant.Never;
            return Earliest(expiry, Earliest(report, renewal));
        }
    }

    private bool CanBegin => ending.IsOpen && state.HasMessage && !isPreparing && !state.IsRenewing && !state.IsLost;

    /// <summary>Takes an event in.</summary>
    /// <returns>What to do, in this order.</returns>
    public IReadOnlyList<LeaseAction> On(LeaseEvent happened, BootInstant now)
    {
        List<LeaseAction> actions = [.. Take(happened, now)];
        if (!ending.IsOver)
        {
            state.Expire(now);
            actions.AddRange(state.TakeReplaced(now).Select(delivery => new LeaseAction.Acknowledge(delivery.Tag)));
            actions.AddRange(Report(now));
            actions.AddRange(Begin(now));
            actions.AddRange(ending.Continue());
        }

        return actions;
    }

    private static BootInstant Earliest(BootInstant left, BootInstant right) => left < right ? left : right;

    private IEnumerable<LeaseAction> Take(LeaseEvent happened, BootInstant now)
    {
        switch (happened)
        {
            case LeaseEvent.RenewalRequested:
                schedule.RenewAt(now);
                return [];
            case LeaseEvent.FlushRequested when MustSaveCheckpoint:
                schedule.RenewAt(now);
                return [];
            case LeaseEvent.CheckpointSaved:
                schedule.OnCheckpoint();
                return [];
            case LeaseEvent.Delivered(var message, var tag) when !ending.IsOver:
                OnDelivered(message, now);
                state.OnDelivered(message, tag);
                return [];
            case LeaseEvent.Probed(var probe):
                state.OnProbed(probe);
                return [];
            case LeaseEvent.SessionLost(var session):
                isRenewedOnDelivery |= state.OnSessionLost(session);
                return [];
            case LeaseEvent.Acknowledged when !ending.IsOver:
                return OnAcknowledged(now);
            default:
                return isPreparing || state.IsRenewing ? Step(happened, now).Concat(ending.On(happened, now)) : ending.On(happened, now);
        }
    }

    // A lease message that comes again after its channel or its worker went is renewed at once.
    private void OnDelivered(LeaseLineage message, BootInstant now)
    {
        if (isRenewedOnDelivery)
        {
            isRenewedOnDelivery = false;
            schedule.RenewAt(now);
        }
    }

    private LeaseAction[] Step(LeaseEvent happened, BootInstant now)
    {
        switch (happened)
        {
            case LeaseEvent.Registered(false):
                isPreparing = false;
                state.Lose();
                return [];
            case LeaseEvent.Registered:
                isRegistered = true;
                return [Prepare()];
            case LeaseEvent.LogRead(var facts):
                readsLogFirst = false;
                state.OnRead(facts);
                return [Prepare()];
            case LeaseEvent.Connected:
                isPreparing = false;
                return Publish(now);
            case LeaseEvent.StepFailed:
                isPreparing = false;
                schedule.OnFailed(now);
                return [];
            case LeaseEvent.PublishFailed(var version):
                return OnPublishFailed(version, now);
            case LeaseEvent.Published(var version):
                schedule.OnConfirmed();
                return state.OnPublished(version, now) is { } entry ? [new LeaseAction.Append(entry, !state.IsLeased)] : [];
            case LeaseEvent.Logged(var version) when !state.IsLeased:
                return [new LeaseAction.ReadBack(version)];
            case LeaseEvent.Logged(var version):
                state.OnLogged(version, now);
                return [];
            case LeaseEvent.LoggedReadBack(var version, var facts):
                OnReadBack(version, facts, now);
                return [];
            default:
                return [];
        }
    }

    private IEnumerable<LeaseAction> Begin(BootInstant now)
    {
        if (!CanBegin || schedule.Due(state.IsLeased) > now)
        {
            return [];
        }

        isPreparing = true;
        schedule.OnBegun(now);
        return [Prepare()];
    }

    private LeaseAction Prepare() => !isRegistered ? new LeaseAction.Register() : readsLogFirst ? new LeaseAction.ReadLog() : new LeaseAction.Connect();

    // The clock is read when there is a connection to publish on, not before: the lease counts from then.
    private LeaseAction[] Publish(BootInstant now)
    {
        if (!ending.IsOpen || state.Renew(now) is not { } message)
        {
            return [];
        }

        schedule.OnSent(message.Version.SentAt);
        return [new LeaseAction.Publish(message)];
    }

    private LeaseAction[] OnPublishFailed(LeaseVersion version, BootInstant now)
    {
        var wasRenewing = state.IsRenewing;
        state.OnPublishFailed(version);
        if (wasRenewing && !state.IsRenewing)
        {
            schedule.OnFailed(now);
        }

        return [];
    }

    private void OnReadBack(LeaseVersion version, JobOwnership facts, BootInstant now)
    {
        if (facts.HasEnded || facts.Newest != version)
        {
            state.Lose();
        }
        else
        {
            state.OnLogged(version, now);
        }
    }

    private LeaseAction[] OnAcknowledged(BootInstant now)
    {
        state.OnAcknowledged(now);
        reportAt = reportAt < BootInstant.Never ? now : reportAt;
        return hasLog ? [] : [new LeaseAction.Probe()];
    }

    // With an event log the acknowledgement of the predecessor is still to be sent, without one it was seen by the broker.
    private IEnumerable<LeaseAction> Report(BootInstant now)
    {
        if (state.Current is not { } current || state.IsLost || !ending.IsOpen)
        {
            yield break;
        }

        if (current != counted)
        {
            counted = current;
            reportAt = hasLog ? now + LongestUnreported : now;
            if (schedule.OnCounts(current.SentAt))
            {
                yield return new LeaseAction.ReportCheckpoint();
            }
        }

        if (reportAt <= now)
        {
            reportAt = BootInstant.Never;
            yield return new LeaseAction.ReportLease(current, !isLeaseReported);
            isLeaseReported = true;
        }
    }
}
