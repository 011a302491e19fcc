using System.Globalization;
using Haulbeat.Custody;
using Haulbeat.Outcomes;
using Haulbeat.Reporting;
using Haulbeat.Running.Protocol;

namespace Haulbeat.Running;

/// <summary>A run as the worker sees it, from its start to the evidence of its end.</summary>
internal sealed class ActiveRun(Job job, RunnerProcess runner, RunFiles files, IReporter reporter, TimeProvider time)
{
    /// <summary>How long a runner may take to end what it was told to end.</summary>
    private static readonly TimeSpan DeafAfter = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int over;
    private int? pid;
    private volatile Frame? stop;
    private Task extension = Task.CompletedTask;

    /// <summary>Whether the runner is fit for another job.</summary>
    public bool RunnerLives { get; private set; } = true;

    /// <summary>What the job printed, if that is not in its files.</summary>
    public ReadOnlyMemory<byte> HeldOutput { get; private set; }

    /// <summary>Runs the job.</summary>
    public async Task<Evidence> RunAsync(JobCommand command, string worker, CustodyTerm term)
    {
        await runner.SendAsync(StartFrame.Make(job, command, worker, files, term));
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
                return EvidenceFrame.Decode(frame);
            }

            Report(frame);
        }

        RunnerLives = false;
        _ = EndsFirst();
        ended.SetResult();
        return BuryRunner();
    }

    /// <summary>Custody lasts that long. A runner that does not listen is not waited for.</summary>
    public void Tell(CustodyTerm term)
    {
        if (extension.IsCompleted)
        {
            extension = runner.SendAsync(About(FrameKind.Lease).Add(FrameField.SafeUntil, term.SafeUntil.Nanoseconds).Add(FrameField.SurvivesUntil, term.SurvivesUntil.Nanoseconds));
        }
    }

    /// <summary>Asks the job to stop, and makes it after the grace.</summary>
    public void Stop(StopCause cause, TimeSpan grace)
    {
        stop = About(FrameKind.Stop).Add(FrameField.Cause, (long)cause).Add(FrameField.Grace, (long)grace.TotalMilliseconds);
        _ = runner.SendAsync(stop);
        _ = KillIfDeafAsync(grace + DeafAfter);
    }

    // A runner that is stopped or stuck would let the job run on when somebody else has been handed it.
    private async Task KillIfDeafAsync(TimeSpan patience)
    {
        await Task.WhenAny(ended.Task, Task.Delay(patience, time));
        if (EndsFirst())
        {
            runner.Kill();
        }
    }

    // Either the job's end is heard or the runner is killed, which without this could be at another job by then.
    private bool EndsFirst() => Interlocked.Exchange(ref over, 1) == 0;

    private Frame About(FrameKind kind) => new Frame(kind).Add(FrameField.Files, files.Stem);

    private void Report(Frame frame)
    {
        if (frame.Kind == FrameKind.Started)
        {
            pid = (int?)frame.Number(FrameField.Pid);
            reporter.Report(new WorkerEvent.Started(job, pid ?? 0));
        }
        else if (frame.Kind == FrameKind.Progress)
        {
            reporter.Report(new WorkerEvent.Progressed(job, new Progress(Fraction(frame), frame.Text(FrameField.Message))));
        }
    }

    // Without its runner nobody owns the job's processes: they are ended before anyone else may be handed the job.
    private Evidence BuryRunner()
    {
        runner.Dispose();
        RunnerLauncher.Reap(runner.Pid);
        return new Evidence { StopCause = StopCause.RunnerGone, Survivors = !StrayProcesses.Kill(files, pid) };
    }

    private static double? Fraction(Frame frame) =>
        double.TryParse(frame.Text(FrameField.Fraction), NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) ? fraction : null;
}
