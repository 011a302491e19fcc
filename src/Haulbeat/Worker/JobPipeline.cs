using Haulbeat.Execution;
using Haulbeat.Execution.Processes;
using Haulbeat.Execution.Processes.Reattach;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>The way of one job through the stages, from its delivery to its settlement.</summary>
internal sealed class JobPipeline(WorkerOptions options, RunnerPool runners, RunDirectory directory, WorkerStatistics statistics, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly JobFinisher finisher = new(options, directory, statistics, stop, time);

    /// <summary>Runs the job and settles it, unless it is left to run on. Does not throw for anything that a job, a disk or a broker may do.</summary>
    public async Task HandleAsync(IDelivery delivery)
    {
        var since = time.GetTimestamp();
        if (await RunAsync(delivery) is { } run)
        {
            await finisher.FinishAsync(delivery, run, time.GetElapsedTime(since));
        }
        else
        {
            statistics.CountDetached();
        }
    }

    /// <summary>Goes on with what an earlier worker began: follows the run if it goes on, and settles it.</summary>
    public async Task ReattachAsync(IDelivery delivery, FoundRun found)
    {
        options.Reporter.Report(new WorkerEvent.Reattached(delivery.Job, found.Pid));
        var run = found.Runner is { } runner ? await FollowAsync(delivery, found, runner) : found.End;
        if (run is null)
        {
            statistics.CountDetached();
            return;
        }

        var took = (found.Record.EndedAt ?? time.GetUtcNow()) - found.Record.StartedAt;
        await finisher.FinishAsync(delivery, run, took);
    }

    // What keeps this machine from starting the job would meet it again at once if it were handed back: it waits here instead.
    private async Task<EndedRun?> RunAsync(IDelivery delivery)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Drain, stop.Requeue, stop.Detach, delivery.Lost);
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var files = directory.Next(delivery.Job.Id);
            var run = await RunOnceAsync(delivery, files);
            if (run is null || OutcomePolicy.Read(run.ExitReport) is not Outcome.NotStarted(var reason) || end.IsCancellationRequested)
            {
                return run;
            }

            options.Reporter.Report(new WorkerEvent.Warned($"Job {delivery.Job.Id} could not be started and is tried again in {pause.TotalSeconds:0} s. {reason}"));
            directory.Ended(files);
            await time.PauseAsync(pause, end.Token);
        }
    }

    private async Task<EndedRun?> RunOnceAsync(IDelivery delivery, RunFiles files)
    {
        try
        {
            var runner = runners.Take();
            var run = new ProcessExecution(delivery.Job, runner, files, options.Reporter, time);
            using var enforcer = new LeaseEnforcer(run, delivery, options.Grace, stop, time);
            var running = run.RunAsync(options.Command, options.Name, delivery.Term);
            enforcer.Begin();
            var report = await running;
            runners.Return(runner, fit: run.RunnerLives && report is { Survivors: false });
            return Ended(files, run, report);
        }
        catch (RunnerException exception)
        {
            return new EndedRun(files, new ExitReport { StartError = exception.Message });
        }
    }

    private async Task<EndedRun?> FollowAsync(IDelivery delivery, FoundRun found, RunnerProcess runner)
    {
        using (runner)
        {
            var run = new ProcessExecution(delivery.Job, runner, found.Record.Files, options.Reporter, time) { Pid = found.Pid };
            using var enforcer = new LeaseEnforcer(run, delivery, options.Grace, stop, time);
            run.Tell(delivery.Term);
            var running = run.FollowAsync();
            enforcer.Begin();
            return Ended(found.Files, run, await running);
        }
    }

    private static EndedRun? Ended(RunFiles files, ProcessExecution run, ExitReport? report) =>
        report is null ? null : new EndedRun(files, report, run.HeldOutput) { IsHearsay = !run.RunnerLives };

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
