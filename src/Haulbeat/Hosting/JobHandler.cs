using Haulbeat.Custody;
using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Settling;

namespace Haulbeat.Hosting;

/// <summary>The way of one job through the stages, from its delivery to its settlement.</summary>
internal sealed class JobHandler(WorkerOptions options, RunnerPool runners, RunShelf shelf, Tally tally, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Runs the job and settles it. Does not throw for anything that a job, a disk or a broker may do.</summary>
    public async Task HandleAsync(IDelivery delivery, CancellationToken giveBack)
    {
        var since = time.GetTimestamp();
        var run = await RunAsync(delivery, giveBack);
        var outcome = OutcomeReader.Read(run.Evidence);
        var settlement = Decide(outcome, run);
        var settled = await SettleAsync(delivery, settlement, giveBack);
        Report(delivery.Job, outcome, settlement, settled, time.GetElapsedTime(since));
        if (run.Evidence.Survivors)
        {
            Warn($"Of job {delivery.Job.Id} a process is left that could not be killed: it is stuck in the kernel or belongs to another user.");
        }

        shelf.Ended(run.Files);
    }

    // What keeps this machine from starting the job would meet it again at once if it were handed back: it waits here instead.
    private async Task<EndedRun> RunAsync(IDelivery delivery, CancellationToken giveBack)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(giveBack, delivery.Lost);
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var files = shelf.Next(delivery.Job.Id);
            var run = await RunOnceAsync(delivery, files, giveBack);
            if (OutcomeReader.Read(run.Evidence) is not Outcome.NotStarted(var reason) || stop.IsCancellationRequested)
            {
                return run;
            }

            Warn($"Job {delivery.Job.Id} could not be started and is tried again in {pause.TotalSeconds:0} s. {reason}");
            shelf.Ended(files);
            await PauseAsync(pause, stop.Token);
        }
    }

    private async Task<EndedRun> RunOnceAsync(IDelivery delivery, RunFiles files, CancellationToken giveBack)
    {
        try
        {
            var runner = runners.Take();
            var run = new ActiveRun(delivery.Job, runner, files, options.Reporter, time);
            using (new Custodian(run, delivery, options.Grace, giveBack))
            {
                var evidence = await run.RunAsync(options.Command, options.Name, delivery.Term);
                runners.GiveBack(runner, fit: run.RunnerLives && !evidence.Survivors);
                return new EndedRun(files, evidence, run.HeldOutput);
            }
        }
        catch (RunnerException exception)
        {
            return new EndedRun(files, new Evidence { StartError = exception.Message });
        }
    }

    private Settlement Decide(Outcome outcome, EndedRun run) =>
        SettlementPolicy.Decide(outcome, RemainsReader.Read(run, outcome, options.Name, time.GetUtcNow()));

    private async Task<bool> SettleAsync(IDelivery delivery, Settlement settlement, CancellationToken giveBack)
    {
        // Whoever tells the worker twice to end does not wait for a broker that takes nothing.
        using var patience = new CancellationTokenSource();
        await using var hurry = giveBack.Register(() => patience.CancelAfter(options.Grace));
        try
        {
            return await delivery.SettleAsync(settlement, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Warn($"The end of job {delivery.Job.Id} could not be settled before the worker had to end; the job goes back and will run again.");
            return false;
        }
        catch (TransportException exception)
        {
            Warn($"The end of job {delivery.Job.Id} could not be settled, so it is handed back and will run again: {exception.Message}");
            await PauseAsync(FirstPause, delivery.Lost);
            return await ReleaseAsync(delivery) && false;
        }
    }

    private static async Task<bool> ReleaseAsync(IDelivery delivery)
    {
        try
        {
            return await delivery.SettleAsync(new Settlement.Release(), CancellationToken.None);
        }
        catch (TransportException)
        {
            return false;
        }
    }

    private void Report(Job job, Outcome outcome, Settlement settlement, bool settled, TimeSpan took)
    {
        WorkerEvent happened = settlement switch
        {
            _ when !settled => new WorkerEvent.LeaseLost(job, SettlementPolicy.Explain(outcome) + "; whoever holds the job now runs it again"),
            Settlement.Complete => new WorkerEvent.Finished(job, outcome, took),
            Settlement.DeadLetter(var certificate) => new WorkerEvent.Dead(job, outcome, certificate.Reason, took),
            _ => new WorkerEvent.Returned(job, outcome, SettlementPolicy.Explain(outcome)),
        };
        tally.Count(happened);
        options.Reporter.Report(happened);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken until)
    {
        try
        {
            await Task.Delay(pause, time, until);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
        }
    }

    private void Warn(string message) => options.Reporter.Report(new WorkerEvent.Warned(message));

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
