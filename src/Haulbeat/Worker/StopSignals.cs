namespace Haulbeat.Worker;

/// <summary>How a worker is told to end.</summary>
public sealed record StopSignals
{
    /// <summary>Cancelled: take nothing new, finish what runs.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>Cancelled: stop the jobs and hand them back. Implies <see cref="Drain"/>.</summary>
    public CancellationToken Requeue { get; init; }

    /// <summary>Cancelled: let the jobs run on for the next worker with this state directory; those that cannot outlast this one are handed back. Implies <see cref="Drain"/>.</summary>
    public CancellationToken Detach { get; init; }
}
