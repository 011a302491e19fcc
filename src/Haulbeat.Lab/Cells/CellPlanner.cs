using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Cells;

/// <summary>Strategies, faults and what the broker allows to cells. No clock, no I/O.</summary>
internal static class CellPlanner
{
    // The parts of a cell beside the work: starting the programs, and waiting whether the message is handed out again.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BrokerRestart = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TickOfOldBrokers = TimeSpan.FromMinutes(1);
    private static readonly Version QueueTimeouts = new(4, 0);
    private static readonly Version PunctualTimeouts = new(4, 3);

    /// <summary>How long nothing may happen before a cell is over. RabbitMQ.Client waits 5 s before it connects again.</summary>
    public static TimeSpan Quiet(TimeSpan heartbeat) => heartbeat * 4 is var four && four > TimeSpan.FromSeconds(8) ? four : TimeSpan.FromSeconds(8);

    /// <summary>How long a worker is frozen: the broker drops a silent client after two to three heartbeats.</summary>
    public static TimeSpan Freeze(TimeSpan heartbeat) => heartbeat * 4.5;

    public static CellPlan Plan(Strategy strategy, Fault fault, LabSettings settings, Venue venue)
    {
        var work = fault.Kind == FaultKind.AckTimeout && !venue.Own && venue.Version < PunctualTimeouts ? AckTimeout(settings) + TickOfOldBrokers + TimeSpan.FromSeconds(5) : settings.Work;
        var plan = new CellPlan(strategy, fault)
        {
            Why = WhyNot(strategy, fault, venue, settings.Python is not null),
            Work = work,
            FaultAfter = settings.Work * 0.4,
            AckTimeout = fault.Kind == FaultKind.AckTimeout && !venue.Own ? AckTimeout(settings) : null,
        };
        var once = Start + work + Quiet(settings.Heartbeat);
        return plan with { Expected = once + More(plan, settings), Limit = Limit(plan, settings) };
    }

    /// <summary>The ack timeout of the cells that are about it.</summary>
    public static TimeSpan AckTimeout(LabSettings settings) => settings.Work * 0.4;

    private static string? WhyNot(Strategy strategy, Fault fault, Venue venue, bool hasPika) => (strategy.Kind, fault.Kind) switch
    {
        (StrategyKind.Python, _) when !hasPika => "needs Python with pika (Debian and Ubuntu: apt install python3-pika)",
        (_, FaultKind.BrokerRestart) when !venue.Own => "needs a broker of the lab's own, not to break yours",
        (_, FaultKind.AckTimeout) when !venue.Own && venue.Version < QueueTimeouts => $"needs a broker of the lab's own: RabbitMQ {venue.Version} has one ack timeout for all its queues",
        _ => null,
    };

    private static TimeSpan More(CellPlan plan, LabSettings settings) => plan.Fault.Kind switch
    {
        FaultKind.None => TimeSpan.Zero,
        FaultKind.JobCrash => TimeSpan.Zero,
        FaultKind.BrokerRestart => plan.FaultAfter + BrokerRestart,
        FaultKind.WorkerFrozen => plan.FaultAfter + settings.Heartbeat,
        _ => plan.FaultAfter,
    };

    private static TimeSpan Limit(CellPlan plan, LabSettings settings) => plan.Fault.Kind switch
    {
        // As long as a few crashes take: those who begin again for ever would go on for ever.
        FaultKind.JobCrash => (plan.FaultAfter * 3) + Quiet(settings.Heartbeat),
        FaultKind.BrokerRestart => (plan.Work * 2) + BrokerRestart + Quiet(settings.Heartbeat),
        FaultKind.AckTimeout when plan.Work > settings.Work => plan.Work + settings.Work + Quiet(settings.Heartbeat),
        _ => (plan.Work * 2) + Quiet(settings.Heartbeat),
    };
}
