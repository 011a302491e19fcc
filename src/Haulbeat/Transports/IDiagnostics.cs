namespace Haulbeat.Transports;

/// <summary>Examines a broker or a queue file for what the guarantees rest on.</summary>
public interface IDiagnostics
{
    /// <summary>Runs the checks, one after the other.</summary>
    /// <param name="worker">The worker whose queue and needs are examined too; null for the broker alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<Check> ExamineAsync(PlannedWorker? worker, CancellationToken cancellationToken);
}
