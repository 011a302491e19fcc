using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Cells;

/// <summary>One cell, as it is planned.</summary>
internal sealed record CellPlan(Strategy Strategy, Fault Fault)
{
    /// <summary>Why it cannot run, or null.</summary>
    public string? Why { get; init; }

    /// <summary>How long the work of its message takes.</summary>
    public TimeSpan Work { get; init; }

    /// <summary>The time from the beginning of the work to the fault.</summary>
    public TimeSpan FaultAfter { get; init; }

    /// <summary>How long it is watched at most.</summary>
    public TimeSpan Limit { get; init; }

    /// <summary>How long it takes as a rule.</summary>
    public TimeSpan Expected { get; init; }

    /// <summary>The queue's own ack timeout, where the broker is not configured for the cell.</summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>Whether it has to run when all others have ended: it breaks their broker.</summary>
    public bool Last => Fault.Kind == FaultKind.BrokerRestart;

    /// <summary>What its message says.</summary>
    public string Body(double crashAfter) => FormattableString.Invariant($"{Work.TotalSeconds:0.#}") + (Fault.Kind == FaultKind.JobCrash ? FormattableString.Invariant($" crash {crashAfter:0.#}") : "");

    /// <summary>How long a run of it needs: to its end, or to its crash.</summary>
    public double SecondsNeeded => Fault.Kind == FaultKind.JobCrash ? FaultAfter.TotalSeconds : Work.TotalSeconds;
}
