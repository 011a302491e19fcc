namespace Haulbeat.Jobs;

/// <summary>Told what happens, as it happens. Must not throw and must not block for long.</summary>
public interface IReporter
{
    /// <summary>Something happened.</summary>
    void Report(WorkerEvent workerEvent);
}
