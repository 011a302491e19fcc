using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Records;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes;

/// <summary>A run as the worker sees it, from its start, or from when it was taken over, to the report of its end.</summary>
internal sealed class ProcessExecution(Job job, RunnerProcess runner, RunFiles files, IReporter reporter, TimeProvider time)
{
    /// <summary>How long a runner may take to end what it was told to end.</summary>
    private static readonly TimeSpan DeafAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NewestFrame term = new(runner);
    private int over;
    private volatile bool leaving;
    private volatile Frame? stop;

    /// <summary>The job's process, once it runs.</summary>
    public int? Pid { get; set; }

    /// <summary>Called with each checkpoint that the job saves.</summary>
    public Action<ReadOnlyMemory<byte>> Checkpointed { get; set; } = static _ => { };

    /// <summary>Whether the runner is fit for another job.</summary>
    public bool RunnerLives { get; private set; } = true;

    /// <summary>What the job printed, if that is not in its files.</summary>
    public ReadOnlyMemory<byte> HeldOutput { get; private set; }

    /// <summary>Runs the job.</summary>
    /// <returns>How it ended, or null if it was left to run on without this worker.</returns>
    public async Task<ExitReport?> RunAsync(JobCommand command, string worker, JobLease term)
    {
        await runner.SendAsync(StartFrame.Make(job, command, worker, files, term));
        return await FollowAsync();
    }

    /// <summary>Follows a run that goes on.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<ExitReport?> FollowAsync()
    {
        term.Begin();
        if (stop is { } early)
        {
            // Said before the runner knew the job, it was not heard.
            await runner.SendAsync(early);
        }

        while (await runner.ReceiveAsync() is { } frame)
        {
            if (frame.Kind == FrameKind.Ended && EndsFirst())
            {
                ended.SetResult();
                HeldOutput = frame.Body;
                return ExitReportFrame.Decode(frame);
            }

            Report(frame);
        }

        return Conclude();
    }

    /// <summary>The lease lasts that long: the newest word counts.</summary>
    public void Tell(JobLease newest) => term.Say(About(FrameKind.Lease).Add(newest));

    /// <summary>Asks the job to stop, and makes it after the grace.</summary>
    public void Stop(StopReason cause, TimeSpan grace)
    {
        stop = About(FrameKind.Stop).Add(FrameField.Cause, (long)cause).Add(FrameField.Grace, (long)grace.TotalMilliseconds);
        _ = runner.SendAsync(stop);
        _ = KillIfDeafAsync(grace + DeafAfter);
    }

    /// <summary>Lets the job run on without this worker, unless it ends first.</summary>
    /// <param name="newest">How long the lease lasts.</param>
    public async Task DetachAsync(JobLease newest)
    {
        Tell(newest);
        await Task.WhenAny(term.FlushAsync(), Task.Delay(DeafAfter, time));
        leaving = true;
        runner.Hush();
        await Task.WhenAny(ended.Task, Task.Delay(DeafAfter, time));
        if (!ended.Task.IsCompleted)
        {
            // A runner that is stopped does not answer; it finds out that it is alone when it goes on.
            runner.Dispose();
        }
    }

    // A runner that is stopped or stuck would let the job run on when somebody else has been handed it.
    private async Task KillIfDeafAsync(TimeSpan patience)
    {
        await Task.WhenAny(ended.Task, Task.Delay(patience, time));
        if (!leaving && EndsFirst())
        {
            runner.Kill();
        }
    }

    // Either the job's end is heard or the runner is killed, which without this could be at another job by then.
    private bool EndsFirst() => Interlocked.Exchange(ref over, 1) == 0;

    private Frame About(FrameKind kind) => new Frame(kind).Add(FrameField.Files, files.Stem);

    private void Report(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Started:
                Pid = (int?)frame.Number(FrameField.Pid);
                reporter.Report(new WorkerEvent.Started(job, Pid ?? 0));
                break;
            case FrameKind.Progress:
                reporter.Report(new WorkerEvent.Progressed(job, new Progress(Fraction(frame), frame.Text(FrameField.Message))));
                break;
            case FrameKind.Checkpoint:
                Checkpointed(frame.Body);
                break;
            case FrameKind.Warning:
                reporter.Report(new WorkerEvent.Warned($"Job {job.Id}: {frame.Text(FrameField.Message)}."));
                break;
        }
    }

    private ExitReport? Conclude()
    {
        RunnerLives = false;
        _ = EndsFirst();
        ended.SetResult();
        if (leaving)
        {
            runner.Dispose();
            return null;
        }

        return EndRunner();
    }

    // Without its runner nobody owns the job's processes: they are ended before anyone else may be handed the job.
    private ExitReport EndRunner()
    {
        runner.DeadLetter();
        var clean = StrayProcesses.Kill(files, Pid);
        return RecordReader.ReadFile(files.Exit)?.ExitReport ?? new ExitReport { StopReason = StopReason.RunnerGone, Survivors = !clean };
    }

    private static double? Fraction(Frame frame) =>
        double.TryParse(frame.Text(FrameField.Fraction), NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) ? fraction : null;
}
