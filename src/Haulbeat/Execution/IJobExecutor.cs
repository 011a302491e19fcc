using Haulbeat.Jobs;

namespace Haulbeat.Execution;

/// <summary>Runs jobs: as processes, in a pool, in process.</summary>
/// <remarks>Dispose it when all executions have completed.</remarks>
internal interface IJobExecutor : IAsyncDisposable
{
    /// <summary>What it can do with a job that runs.</summary>
    ExecutorCapabilities Capabilities { get; }

    /// <summary>Finds the runs that an earlier worker with this state directory left, and ends what is left of all others. Call it once, before the first <see cref="StartAsync"/>.</summary>
    Task<IReadOnlyList<IUnsettledRun>> FindUnsettledAsync(CancellationToken cancellationToken);

    /// <summary>Starts a run of the job. Returns as soon as the run can be stopped, and never fails: an error completes the run with an exit report that says why it could not start.</summary>
    /// <param name="job">The job.</param>
    /// <param name="lease">How long the job is leased.</param>
    /// <param name="checkpointSaved">Called with each checkpoint that the job saves.</param>
    Task<IJobExecution> StartAsync(Job job, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved);
}
