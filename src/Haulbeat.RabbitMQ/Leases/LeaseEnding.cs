using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Decides in which order a job ends: what is published is confirmed first, then the end is in the event log, then the messages are acknowledged. No clock, no I/O.</summary>
internal sealed class LeaseEnding(LeaseState state, bool hasLog)
{
    private bool isEndLogged;
    private bool isAcknowledging;

    public LeasePhase Phase { get; private set; }

    /// <summary>Whether the job has not ended yet, as far as the lease knows.</summary>
    public bool IsOpen => Phase == LeasePhase.Open;

    /// <summary>Whether nothing is left to do but to answer messages that still come.</summary>
    public bool IsOver => Phase is LeasePhase.Settled or LeasePhase.Released or LeasePhase.Detached;

    public IEnumerable<LeaseAction> On(LeaseEvent happened, BootInstant now) => happened switch
    {
        LeaseEvent.Delivered(_, var tag) => Phase switch
        {
            LeasePhase.Settled => [new LeaseAction.Acknowledge(tag)],
            LeasePhase.Released => [new LeaseAction.Requeue(tag)],
            _ => [],
        },
        _ when IsOver => [],
        LeaseEvent.Ended when Phase != LeasePhase.Acknowledging => Begin(now),
        LeaseEvent.RequeueRequested => Requeue(now),
        LeaseEvent.EndQueued when Phase == LeasePhase.EndingUnleased => state.IsLost ? [new LeaseAction.AwaitEnd()] : AcknowledgeAll(),
        LeaseEvent.EndLogged => OnEndLogged(now),
        LeaseEvent.EndRead(var facts) => facts.HasEnded && facts.Newest.IsOfSameRun(state.Run) ? Settle() : Release(false),
        // A broker that is low on memory or disk takes acknowledgements all the same, and is helped by them. The log hears of the end afterwards.
        LeaseEvent.LogBlocked when Phase == LeasePhase.LoggingEnd && !isAcknowledging && !state.IsLost && state.Deliveries.Count > 0 => AcknowledgeAll(),
        LeaseEvent.AllAcknowledged(var sent) => OnAcknowledged(sent, now),
        LeaseEvent.Detached => Detach(),
        _ => [],
    };

    /// <summary>What follows from how things stand now.</summary>
    public IEnumerable<LeaseAction> Continue()
    {
        if (Phase != LeasePhase.EndingWithoutLog || isAcknowledging)
        {
            return [];
        }

        // Without an event log, a lease message that is under way or can't be acknowledged would be taken for the job.
        return state.IsLost ? Release(false) : !state.IsRenewing && state.Deliveries.Count > 0 ? AcknowledgeAll() : [];
    }

    private LeaseAction[] Begin(BootInstant now)
    {
        if (state.Expire(now))
        {
            return Release(false);
        }

        if (!hasLog)
        {
            Phase = LeasePhase.EndingWithoutLog;
            return [];
        }

        // Of a message without lease messages either the acknowledgement arrives, and nobody is handed it again, or whoever is asks the event log first (ADR 15).
        Phase = state.HasLeaseMessages ? LeasePhase.LoggingEnd : LeasePhase.EndingUnleased;
        var entry = state.End(now);
        return [Phase == LeasePhase.LoggingEnd ? new LeaseAction.AppendEnd(entry) : new LeaseAction.AppendEndSoon(entry)];
    }

    // While the lease lasts nobody else can have written anything that matters. After it the log says who was first.
    private LeaseAction[] OnEndLogged(BootInstant now)
    {
        isEndLogged = true;
        if (isAcknowledging || Phase is not (LeasePhase.LoggingEnd or LeasePhase.EndingUnleased))
        {
            return [];
        }

        return state.Expire(now) || Phase == LeasePhase.EndingUnleased ? [new LeaseAction.ReadEnd()] : Settle();
    }

    private LeaseAction[] OnAcknowledged(bool sent, BootInstant now)
    {
        isAcknowledging = false;
        if (sent || Phase == LeasePhase.Acknowledging)
        {
            Phase = LeasePhase.Settled;
            return [.. state.TakeAll().Select(delivery => new LeaseAction.Acknowledge(delivery.Tag)), new LeaseAction.Settled()];
        }

        return Phase == LeasePhase.EndingUnleased ? [new LeaseAction.AwaitEnd()] : isEndLogged ? OnEndLogged(now) : [];
    }

    private LeaseAction[] AcknowledgeAll()
    {
        isAcknowledging = true;
        return [new LeaseAction.AcknowledgeAll(state.TakeAll())];
    }

    private LeaseAction[] Settle()
    {
        Phase = LeasePhase.Acknowledging;
        return AcknowledgeAll();
    }

    private LeaseAction[] Requeue(BootInstant now)
    {
        var wasOurs = !state.Expire(now);
        state.Lose();
        return wasOurs && hasLog ? [new LeaseAction.AppendRequeued(), .. Release(true)] : Release(wasOurs);
    }

    private LeaseAction[] Release(bool wasOurs)
    {
        Phase = LeasePhase.Released;
        return [new LeaseAction.Release(state.TakeAll(), wasOurs)];
    }

    private LeaseAction[] Detach()
    {
        Phase = LeasePhase.Detached;
        return [];
    }
}
