using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Cells;

/// <summary>What happens in one cell, and how long it takes. No clock, no I/O.</summary>
internal sealed record CellPlan(Strategy Strategy, Fault Fault)
{
    private const double FaultAtShareOfWork = 0.4;
    private static readonly TimeSpan ProgramStart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BrokerRestart = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ChannelTick = TimeSpan.FromMinutes(1);
    private static readonly Version PerQueueAckTimeouts = new(4, 0);
    private static readonly Version ExactAckTimeouts = new(4, 3);

    /// <summary>Why it cannot run, or null.</summary>
    public string? Why { get; init; }

    /// <summary>How long the work of its message takes.</summary>
    public TimeSpan Work { get; init; }

    /// <summary>The time from the start of the work to the fault.</summary>
    public TimeSpan FaultAfter { get; init; }

    /// <summary>The longest time that it is observed.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>How long it usually takes.</summary>
    public TimeSpan Expected { get; init; }

    /// <summary>The queue's own ack timeout; null: the broker's applies.</summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>Whether it runs after all others, because it disturbs their broker.</summary>
    public bool Last => Fault.Kind == FaultKind.BrokerRestart;

    /// <summary>The body of its message.</summary>
    public string Body => FormattableString.Invariant($"{Work.TotalSeconds:0.#}") + (Fault.Kind == FaultKind.JobCrash ? FormattableString.Invariant($" crash {FaultAfter.TotalSeconds:0.#}") : "");

    /// <summary>How long one run takes: to its end, or to its crash.</summary>
    public double SecondsNeeded => (Fault.Kind == FaultKind.JobCrash ? FaultAfter : Work).TotalSeconds;

    /// <summary>How long nothing may happen before a cell is over. RabbitMQ.Client waits 5 s before it reconnects.</summary>
    public static TimeSpan Quiet(TimeSpan heartbeat) => heartbeat * 4 is var four && four > TimeSpan.FromSeconds(8) ? four : TimeSpan.FromSeconds(8);

    /// <summary>How long a worker is frozen. The broker drops a silent client after two to three heartbeats.</summary>
    public static TimeSpan Freeze(TimeSpan heartbeat) => heartbeat * 4.5;

    /// <summary>The ack timeout in the cells whose fault it is.</summary>
    public static TimeSpan ShortAckTimeout(LabSettings settings) => settings.Work * FaultAtShareOfWork;

    /// <param name="strategy">The row.</param>
    /// <param name="fault">The column.</param>
    /// <param name="settings">What the lab shows.</param>
    /// <param name="givenBroker">The version of the broker that the user gave; null: the lab starts its own.</param>
    public static CellPlan Of(Strategy strategy, Fault fault, LabSettings settings, Version? givenBroker)
    {
        var byQueue = fault.Kind == FaultKind.AckTimeout && givenBroker is not null;
        var plan = new CellPlan(strategy, fault)
        {
            Why = WhyNot(strategy, fault, givenBroker, settings.Python is not null),
            Work = byQueue && givenBroker < ExactAckTimeouts ? ShortAckTimeout(settings) + ChannelTick + TimeSpan.FromSeconds(5) : settings.Work,
            FaultAfter = settings.Work * FaultAtShareOfWork,
            AckTimeout = byQueue ? ShortAckTimeout(settings) : null,
        };
        var quiet = Quiet(settings.Heartbeat);
        return plan with { Expected = ProgramStart + plan.Work + quiet + plan.TimeForFault(settings.Heartbeat), Limit = plan.LongestWork(settings.Work) + quiet };
    }

    private static string? WhyNot(Strategy strategy, Fault fault, Version? givenBroker, bool hasPika) => (strategy.Kind, fault.Kind) switch
    {
        (StrategyKind.Python, _) when !hasPika => "needs Python with pika (Debian and Ubuntu: apt install python3-pika)",
        (_, FaultKind.BrokerRestart) when givenBroker is not null => "needs a broker of the lab's own: the lab does not restart yours",
        (_, FaultKind.AckTimeout) when givenBroker is not null && givenBroker < PerQueueAckTimeouts => $"needs a broker of the lab's own: RabbitMQ {givenBroker} has one ack timeout for all queues",
        _ => null,
    };

    private TimeSpan TimeForFault(TimeSpan heartbeat) => Fault.Kind switch
    {
        FaultKind.None or FaultKind.JobCrash => TimeSpan.Zero,
        FaultKind.BrokerRestart => FaultAfter + BrokerRestart,
        FaultKind.WorkerFrozen => FaultAfter + heartbeat,
        _ => FaultAfter,
    };

    private TimeSpan LongestWork(TimeSpan usual) => Fault.Kind switch
    {
        // A few crashes are enough: some strategies would restart the work forever.
        FaultKind.JobCrash => FaultAfter * 3,
        FaultKind.BrokerRestart => (Work * 2) + BrokerRestart,
        FaultKind.AckTimeout when Work > usual => Work + usual,
        _ => Work * 2,
    };
}
