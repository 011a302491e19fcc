using Haulbeat.Jobs;

namespace Haulbeat.Execution.Processes;

/// <summary>A run that ended before it had a runner, or before this worker came.</summary>
internal sealed class EndedExecution(ProcessResult result) : IJobExecution
{
    public Task<IExecutionResult?> Completion { get; } = Task.FromResult<IExecutionResult?>(result);

    public void UpdateLease(JobLease lease)
    {
    }

    public void Stop(StopReason reason, TimeSpan grace)
    {
    }

    public Task DetachAsync(JobLease lease) => Task.CompletedTask;
}
