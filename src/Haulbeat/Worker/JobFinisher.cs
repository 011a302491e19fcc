using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>The last part of a job's way: from the end of its run to the settlement.</summary>
internal sealed class JobFinisher(WorkerOptions options, WorkerStatistics statistics, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Settles the run and tells of it. Does not throw for anything that a disk or a broker may do.</summary>
    /// <param name="delivery">The job's delivery.</param>
    /// <param name="run">The run.</param>
    /// <param name="took">How long it took.</param>
    public async Task FinishAsync(IDelivery delivery, IExecutionResult run, TimeSpan took)
    {
        var outcome = OutcomePolicy.Read(run.ExitReport);
        var settlement = SettlementPolicy.Decide(outcome, run.ReadOutput(outcome, time.GetUtcNow()));
        PassOnCheckpoint(delivery, run, settlement);
        var end = await SettleAsync(delivery, settlement, run);
        Report(delivery.Job, outcome, settlement, end, took);
        if (run.ExitReport.Survivors)
        {
            Warn($"Of job {delivery.Job.Id} a process is left that could not be killed: it is stuck in the kernel or belongs to another user.");
        }

        if (end != SettlementResult.Open)
        {
            run.Forget();
        }
    }

    private static void PassOnCheckpoint(IDelivery delivery, IExecutionResult run, Settlement settlement)
    {
        if (settlement is Settlement.Requeue && run.ReadUnreportedCheckpoint() is { Length: > 0 } checkpoint)
        {
            delivery.SaveCheckpoint(checkpoint);
        }
    }

    private async Task<SettlementResult> SettleAsync(IDelivery delivery, Settlement settlement, IExecutionResult run)
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
            return Postpone(delivery, run);
        }
        catch (TransportException exception)
        {
            Warn($"The end of job {delivery.Job.Id} could not be settled, so it is handed back and will run again: {exception.Message}");
            await time.PauseAsync(Pause, delivery.Lost);
            await ReleaseAsync(delivery);
            return SettlementResult.Lost;
        }
    }

    private SettlementResult Postpone(IDelivery delivery, IExecutionResult run)
    {
        var kept = delivery.Term.IsLeased && run.IsKeptForNextWorker;
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
            _ when end == SettlementResult.Lost || outcome is Outcome.LeaseLost => new WorkerEvent.LeaseLost(job, outcome.Reason + "; whoever holds the job now runs it again"),
            Settlement.Complete => new WorkerEvent.Finished(job, outcome, took),
            Settlement.DeadLetter(var certificate) => new WorkerEvent.Dead(job, outcome, certificate.Reason, took),
            _ => new WorkerEvent.Requeued(job, outcome, outcome.Reason),
        };
        options.Reporter.Report(happened);
    }

    private void Warn(string message) => options.Reporter.Report(new WorkerEvent.Warned(message));
}
