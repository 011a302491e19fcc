using Haulbeat.Jobs;

namespace Haulbeat.Execution;

/// <summary>One run of a job. Safe to call from any thread, and after the run has ended.</summary>
internal interface IJobExecution
{
    /// <summary>How the run ended, or null if it was detached and goes on without this worker.</summary>
    Task<IExecutionResult?> Completion { get; }

    /// <summary>The lease has changed. The newest counts, though it may be shorter.</summary>
    void UpdateLease(JobLease lease);

    /// <summary>Asks the job to stop and kills it after the grace. The first reason counts; a later call can only shorten the grace.</summary>
    void Stop(StopReason reason, TimeSpan grace);

    /// <summary>Lets the job run on without this worker, unless it ends first. Only with <see cref="ExecutorCapabilities.CanDetach"/>.</summary>
    /// <param name="lease">How long the job is leased.</param>
    Task DetachAsync(JobLease lease);
}
