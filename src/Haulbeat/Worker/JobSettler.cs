using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>Settles jobs, whatever a disk or a broker may do.</summary>
internal sealed class JobSettler(WorkerOptions options, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Settles the run, and cleans up after it unless the next worker has to settle it.</summary>
    public async Task<SettlementResult> SettleAsync(IDelivery delivery, Settlement settlement, IExecutionResult run)
    {
        if (settlement is Settlement.Requeue && run.ReadUnreportedCheckpoint() is { Length: > 0 } checkpoint)
        {
            delivery.SaveCheckpoint(checkpoint);
        }

        var result = await TrySettleAsync(delivery, settlement, run).ConfigureAwait(false);
        if (run.ExitReport.Survivors)
        {
            Warn($"Of job {delivery.Job.Id} a process is left that could not be killed: it is stuck in the kernel or belongs to another user.");
        }

        if (result != SettlementResult.Open)
        {
            run.Forget();
        }

        return result;
    }

    /// <summary>Requeues the job if the action throws: a mistake of ours in one job must cost neither the job nor the others.</summary>
    public async Task GuardAsync(IDelivery delivery, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Warn($"Job {delivery.Job.Id} is requeued after an unexpected error, please report it: {exception}");
            await RequeueAsync(delivery).ConfigureAwait(false);
        }
    }

    private async Task<SettlementResult> TrySettleAsync(IDelivery delivery, Settlement settlement, IExecutionResult run)
    {
        // A worker that is told to end does not wait for a broker that takes nothing.
        using var patience = new CancellationTokenSource();
        await using var requeueing = stop.Requeue.Register(() => patience.CancelAfter(options.Grace)).ConfigureAwait(false);
        await using var detaching = stop.Detach.Register(() => patience.CancelAfter(options.Grace)).ConfigureAwait(false);
        try
        {
            return await delivery.SettleAsync(settlement, patience.Token).ConfigureAwait(false) ? SettlementResult.Done : SettlementResult.Lost;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Postpone(delivery, run);
        }
        catch (TransportException exception)
        {
            Warn($"The end of job {delivery.Job.Id} could not be settled, so it is requeued and will run again: {exception.Message}");
            await Task.Delay(Pause, time, delivery.Lost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await RequeueAsync(delivery).ConfigureAwait(false);
            return SettlementResult.Lost;
        }
    }

    private SettlementResult Postpone(IDelivery delivery, IExecutionResult run)
    {
        var kept = delivery.Term.IsLeased && run.IsKeptForNextWorker;
        Warn($"The end of job {delivery.Job.Id} could not be settled before the worker had to end; "
            + (kept ? "the next worker with this state directory settles it." : "the job is requeued and will run again."));
        return kept ? SettlementResult.Open : SettlementResult.Lost;
    }

    private static async Task RequeueAsync(IDelivery delivery)
    {
        try
        {
            await delivery.SettleAsync(new Settlement.Requeue(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            // It is requeued when its lease ends.
        }
    }

    private void Warn(string message) => options.Reporter.Report(new WorkerEvent.Warned(message));
}
