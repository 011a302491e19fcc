using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>Runs each job as a process of its own, under a runner.</summary>
internal sealed class ProcessExecutor : IJobExecutor
{
    private readonly ProcessContext context;
    private readonly RunnerPool runners;
    private Task cleaning = Task.CompletedTask;

    public ProcessExecutor(ProcessExecutorOptions options, TimeProvider time)
    {
        context = new ProcessContext(options, new RunDirectory(options.RunsFolder, time), time);
        runners = new RunnerPool(options.RunnerProgram, options.WorkFolder);
    }

    public ExecutorCapabilities Capabilities => ExecutorCapabilities.CanKill | ExecutorCapabilities.CanDetach;

    public async Task<IReadOnlyList<IUnsettledRun>> FindUnsettledAsync(CancellationToken cancellationToken)
    {
        var found = await new RunFinder(context).FindAsync(cancellationToken).ConfigureAwait(false);
        WorkFolder.RemoveLeftovers(context.Options.WorkFolder);
        cleaning = context.Directory.CleanAsync();
        return found;
    }

    public Task<IJobExecution> StartAsync(Job job, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved)
    {
        var files = context.Directory.Next(job.Id);
        return Task.FromResult(Start(job, files, lease, checkpointSaved));
    }

    public async ValueTask DisposeAsync()
    {
        runners.Dispose();
        context.Directory.Complete();
        await cleaning.ConfigureAwait(false);
    }

    private IJobExecution Start(Job job, RunFiles files, JobLease lease, Action<ReadOnlyMemory<byte>> checkpointSaved)
    {
        try
        {
            return new ProcessExecution(context, job, runners.Take(), files, checkpointSaved).Start(lease, runners);
        }
        catch (IOException exception)
        {
            return new EndedExecution(new ProcessResult(context, files, new ExitReport { StartError = exception.Message }));
        }
    }
}
