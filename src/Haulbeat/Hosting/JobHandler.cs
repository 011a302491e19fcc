using Haulbeat.Custody;
using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Running.Adoption;

namespace Haulbeat.Hosting;

/// <summary>The way of one job through the stages, from its delivery to its settlement.</summary>
internal sealed class JobHandler(WorkerOptions options, RunnerPool runners, RunShelf shelf, Tally tally, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Finisher finisher = new(options, shelf, tally, stop, time);

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
            tally.CountLeft();
        }
    }

    /// <summary>Goes on with what an earlier worker began: follows the run if it goes on, and settles it.</summary>
    public async Task AdoptAsync(IDelivery delivery, FoundRun found)
    {
        options.Reporter.Report(new WorkerEvent.Adopted(delivery.Job, found.Pid));
        var run = found.Runner is { } runner ? await FollowAsync(delivery, found, runner) : found.End;
        if (run is null)
        {
            tally.CountLeft();
            return;
        }

        var took = (found.Record.EndedAt ?? time.GetUtcNow()) - found.Record.StartedAt;
        await finisher.FinishAsync(delivery, run, took);
    }

    // What keeps this machine from starting the job would meet it again at once if it were handed back: it waits here instead.
    private async Task<EndedRun?> RunAsync(IDelivery delivery)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Drain, stop.GiveBack, stop.Leave, delivery.Lost);
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var files = shelf.Next(delivery.Job.Id);
            var run = await RunOnceAsync(delivery, files);
            if (run is null || OutcomeReader.Read(run.Evidence) is not Outcome.NotStarted(var reason) || end.IsCancellationRequested)
            {
                return run;
            }

            options.Reporter.Report(new WorkerEvent.Warned($"Job {delivery.Job.Id} could not be started and is tried again in {pause.TotalSeconds:0} s. {reason}"));
            shelf.Ended(files);
            await time.PauseAsync(pause, end.Token);
        }
    }

    private async Task<EndedRun?> RunOnceAsync(IDelivery delivery, RunFiles files)
    {
        try
        {
            var runner = runners.Take();
            var run = new ActiveRun(delivery.Job, runner, files, options.Reporter, time);
            using var custodian = new Custodian(run, delivery, options.Grace, stop, time);
            var running = run.RunAsync(options.Command, options.Name, delivery.Term);
            custodian.Begin();
            var evidence = await running;
            runners.GiveBack(runner, fit: run.RunnerLives && evidence is { Survivors: false });
            return Ended(files, run, evidence);
        }
        catch (RunnerException exception)
        {
            return new EndedRun(files, new Evidence { StartError = exception.Message });
        }
    }

    private async Task<EndedRun?> FollowAsync(IDelivery delivery, FoundRun found, RunnerProcess runner)
    {
        using (runner)
        {
            var run = new ActiveRun(delivery.Job, runner, found.Record.Files, options.Reporter, time) { Pid = found.Pid };
            using var custodian = new Custodian(run, delivery, options.Grace, stop, time);
            run.Tell(delivery.Term);
            var running = run.FollowAsync();
            custodian.Begin();
            return Ended(found.Files, run, await running);
        }
    }

    private static EndedRun? Ended(RunFiles files, ActiveRun run, Evidence? evidence) =>
        evidence is null ? null : new EndedRun(files, evidence, run.HeldOutput) { IsHearsay = !run.RunnerLives };

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
