using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>A run under a runner, from its start, or from when this worker reattached, to the report of its end.</summary>
internal sealed class ProcessExecution(ProcessContext context, Job job, RunnerProcess runner, RunFiles files, Action<ReadOnlyMemory<byte>> checkpointSaved) : IJobExecution
{
    /// <summary>How long a runner may take to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LeaseUpdates leaseUpdates = new(runner, files.Stem);
    private int over;
    private volatile bool detaching;

    public Task<IExecutionResult?> Completion { get; private set; } = Task.FromResult<IExecutionResult?>(null);

    /// <summary>The run's files.</summary>
    public RunFiles Files => files;

    /// <summary>Its runner.</summary>
    public RunnerProcess Runner => runner;

    /// <summary>The job's process, once it runs.</summary>
    public int? Pid { get; private set; }

    /// <summary>Starts the run.</summary>
    /// <param name="lease">How long the job is leased.</param>
    /// <param name="runners">Where the runner goes afterwards.</param>
    public ProcessExecution Start(JobLease lease, RunnerPool runners)
    {
        var command = context.Options.Command;
        var request = new RunRequest
        {
            Run = RunDescriptor.Of(job, context.Options.Worker, files, lease),
            Body = job.Body,
            Checkpoint = job.Checkpoint,
            Program = command.Program,
            Arguments = [.. command.Arguments.Select(System.Text.Encoding.UTF8.GetBytes)],
            Environment = JobEnvironment.Of(job, files, command),
            UnderstandsFfmpeg = command.UnderstandsFfmpeg,
            LogLimit = command.LogLimit,
        };
        Completion = RunAsync(request, runners);
        return this;
    }

    /// <summary>Follows a run that another worker started.</summary>
    /// <param name="pid">The job's process.</param>
    /// <param name="lease">How long the job is leased.</param>
    public ProcessExecution Follow(int? pid, JobLease lease)
    {
        Pid = pid;
        UpdateLease(lease);
        Completion = FollowAsync();
        return this;
    }

    public void UpdateLease(JobLease lease) => _ = leaseUpdates.SendAsync(lease);

    public void Stop(StopReason reason, TimeSpan grace)
    {
        _ = runner.SendAsync(new Frame(FrameKind.Stop)
            .Add(FrameField.Files, files.Stem)
            .Add(FrameField.Reason, (long)reason)
            .Add(FrameField.Grace, (long)grace.TotalMilliseconds));
        _ = KillUnlessEndedAsync(grace + Patience);
    }

    public async Task DetachAsync(JobLease lease)
    {
        await Task.WhenAny(leaseUpdates.SendAsync(lease), Task.Delay(Patience, context.Time)).ConfigureAwait(false);
        detaching = true;
        runner.CloseSending();
        await Task.WhenAny(ended.Task, Task.Delay(Patience, context.Time)).ConfigureAwait(false);
        if (!ended.Task.IsCompleted)
        {
            // A runner that is stopped does not answer. When it is continued, it finds its worker gone.
            runner.Dispose();
        }
    }

    private async Task<IExecutionResult?> RunAsync(RunRequest request, RunnerPool runners)
    {
        // The start is the first frame: whatever is sent from now on waits for it.
        await runner.SendAsync(request.ToFrame()).ConfigureAwait(false);
        var result = await ListenAsync().ConfigureAwait(false);
        runners.Return(runner, isReusable: result is { IsReadFromFiles: false, ExitReport.Survivors: false });
        return result;
    }

    private async Task<IExecutionResult?> FollowAsync()
    {
        using (runner)
        {
            return await ListenAsync().ConfigureAwait(false);
        }
    }

    private async Task<ProcessResult?> ListenAsync()
    {
        while (await runner.ReceiveAsync().ConfigureAwait(false) is { } frame)
        {
            if (frame.Kind == FrameKind.Ended && EndsFirst())
            {
                ended.SetResult();
                var run = RunDescriptorJson.Read(frame.Body.Span);
                return new ProcessResult(context, files, run?.ExitReport ?? new ExitReport { StopReason = StopReason.RunnerGone }) { Output = run?.Output };
            }

            Report(frame);
        }

        return LoseRunner();
    }

    // A runner that is stopped or stuck would let the job run on when another worker has been handed it.
    private async Task KillUnlessEndedAsync(TimeSpan patience)
    {
        await Task.WhenAny(ended.Task, Task.Delay(patience, context.Time)).ConfigureAwait(false);
        if (!detaching && EndsFirst())
        {
            runner.Kill();
        }
    }

    // Either the job's end is received or the runner is killed. Otherwise the kill could hit the runner's next job.
    private bool EndsFirst() => Interlocked.Exchange(ref over, 1) == 0;

    private void Report(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Started:
                Pid = (int?)frame.Number(FrameField.Pid);
                context.Options.Reporter.Report(new WorkerEvent.Started(job, Pid ?? 0));
                break;
            case FrameKind.Progress:
                context.Options.Reporter.Report(new WorkerEvent.Progressed(job, new Progress(Fraction(frame), frame.Text(FrameField.Message))));
                break;
            case FrameKind.Checkpoint:
                checkpointSaved(frame.Body);
                break;
            case FrameKind.Warning:
                context.Options.Reporter.Report(new WorkerEvent.Warned($"Job {job.Id}: {frame.Text(FrameField.Message)}."));
                break;
        }
    }

    private ProcessResult? LoseRunner()
    {
        _ = EndsFirst();
        ended.SetResult();
        if (detaching)
        {
            runner.Dispose();
            return null;
        }

        // Without its runner nothing owns the job's processes: end them before another worker may be handed the job.
        runner.EndProcess();
        var clean = OrphanedProcesses.Kill(files, Pid);
        var report = RunDescriptorJson.ReadFile(files.Exit)?.ExitReport ?? new ExitReport { StopReason = StopReason.RunnerGone, Survivors = !clean };
        return new ProcessResult(context, files, report) { IsReadFromFiles = true };
    }

    private static double? Fraction(Frame frame) =>
        double.TryParse(frame.Text(FrameField.Fraction), NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) ? fraction : null;
}
