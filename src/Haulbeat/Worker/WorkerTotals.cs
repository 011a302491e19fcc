namespace Haulbeat.Worker;

/// <summary>What a worker did in its life.</summary>
/// <param name="Succeeded">Jobs that succeeded.</param>
/// <param name="Dead">Jobs that went to the dead letters.</param>
/// <param name="Requeued">Jobs handed back.</param>
/// <param name="Left">Jobs left to the next worker with this state directory.</param>
public sealed record WorkerTotals(int Succeeded, int Dead, int Requeued, int Left);
