using Haulbeat.Execution;
using Haulbeat.Execution.Processes;
using Haulbeat.Execution.Processes.Reattach;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>The last part of a job's way: from the end of its run to the settlement.</summary>
internal sealed class JobFinisher(WorkerOptions options, RunDirectory directory, WorkerStatistics statistics, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Settles the run and tells of it. Does not throw for anything that a disk or a broker may do.</summary>
    /// <param name="delivery">The job's delivery.</param>
    /// <param name="run">The run.</param>
    /// <param name="took">How long it took.</param>
    public async Task FinishAsync(IDelivery delivery, EndedRun run, TimeSpan took)
    {
        var outcome = OutcomePolicy.Read(run.ExitReport);
        var settlement = SettlementPolicy.Decide(outcome, RunOutputReader.Read(run, outcome, options.Name, time.GetUtcNow()));
        PassOnCheckpoint(delivery, run, settlement);
        var end = await SettleAsync(delivery, settlement, run.Files);
        Report(delivery.Job, outcome, settlement, end, took);
        if (run.ExitReport.Survivors)
        {
            Warn($"Of job {delivery.Job.Id} a process is left that could not be killed: it is stuck in the kernel or belongs to another user.");
        }

        if (end != SettlementResult.Open)
        {
            UnsettledRuns.Forget(run.Files);
            directory.Ended(run.Files);
        }
    }

    private static void PassOnCheckpoint(IDelivery delivery, EndedRun run, Settlement settlement)
    {
        if (run.IsHearsay && settlement is Settlement.Requeue && Descriptor.Read(run.Files.Checkpoint, JobLimits.LargestCheckpoint + 1) is { Length: > 0 and <= JobLimits.LargestCheckpoint } checkpoint)
        {
            delivery.SaveCheckpoint(checkpoint);
        }
    }

    private async Task<SettlementResult> SettleAsync(IDelivery delivery, Settlement settlement, RunFiles files)
    {
        // Whoever wants the worker to end does not wait for a broker that takes nothing.
        using var patience = new CancellationTokenSource();
        await using var returning = stop.Requeue.Register(() => patience.CancelAfter(options.Grace));
        await using var leaving = stop.Detach.Register(() => patience.CancelAfter(options.Grace));
        try
        {
            return await delivery.SettleAsync(settlement, patience.Token) ? SettlementResult.Done : SettlementResult.Lost;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Postpone(delivery, files);
        }
        catch (TransportException exception)
        {
            Warn($"The end of job {delivery.Job.Id} could not be settled, so it is handed back and will run again: {exception.Message}");
            await time.PauseAsync(Pause, delivery.Lost);
            await ReleaseAsync(delivery);
            return SettlementResult.Lost;
        }
    }

    private SettlementResult Postpone(IDelivery delivery, RunFiles files)
    {
        var kept = delivery.Term.IsLeased && File.Exists(files.Record);
        Warn($"The end of job {delivery.Job.Id} could not be settled before the worker had to end; " + (kept ? "the next worker with this state directory settles it." : "the job goes back and will run again."));
        return kept ? SettlementResult.Open : SettlementResult.Lost;
    }

    private static async Task ReleaseAsync(IDelivery delivery)
    {
        try
        {
            await delivery.SettleAsync(new Settlement.Requeue(), CancellationToken.None);
        }
        catch (TransportException)
        {
            // It goes back when the lease ends.
        }
    }

    private void Report(Job job, Outcome outcome, Settlement settlement, SettlementResult end, TimeSpan took)
    {
        if (end == SettlementResult.Open)
        {
            statistics.CountDetached();
            return;
        }

        WorkerEvent happened = settlement switch
        {
            _ when end == SettlementResult.Lost || outcome is Outcome.LeaseLost => new WorkerEvent.LeaseLost(job, SettlementPolicy.Explain(outcome) + "; whoever holds the job now runs it again"),
            Settlement.Complete => new WorkerEvent.Finished(job, outcome, took),
            Settlement.DeadLetter(var certificate) => new WorkerEvent.Dead(job, outcome, certificate.Reason, took),
            _ => new WorkerEvent.Requeued(job, outcome, SettlementPolicy.Explain(outcome)),
        };
        options.Reporter.Report(happened);
    }

    private void Warn(string message) => options.Reporter.Report(new WorkerEvent.Warned(message));
}
