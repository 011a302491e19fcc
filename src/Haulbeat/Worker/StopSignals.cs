namespace Haulbeat.Worker;

/// <summary>How a worker is told to end.</summary>
public sealed record StopSignals
{
    /// <summary>Cancelled: take no more jobs, finish those that run.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>Cancelled: stop the jobs and requeue them. Implies <see cref="Drain"/>.</summary>
    public CancellationToken Requeue { get; init; }

    /// <summary>Cancelled: let the jobs run on for the next worker with this state directory. Jobs that cannot be leased are stopped and requeued. Implies <see cref="Drain"/>.</summary>
    public CancellationToken Detach { get; init; }
}
