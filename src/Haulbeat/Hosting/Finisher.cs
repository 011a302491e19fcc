using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Running.Adoption;
using Haulbeat.Running.Posix;
using Haulbeat.Settling;

namespace Haulbeat.Hosting;

/// <summary>The last part of a job's way: from the end of its run to the settlement.</summary>
internal sealed class Finisher(WorkerOptions options, RunShelf shelf, Tally tally, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Settles the run and tells of it. Does not throw for anything that a disk or a broker may do.</summary>
    /// <param name="delivery">The job's delivery.</param>
    /// <param name="run">The run.</param>
    /// <param name="took">How long it took.</param>
    public async Task FinishAsync(IDelivery delivery, EndedRun run, TimeSpan took)
    {
        var outcome = OutcomeReader.Read(run.Evidence);
        var settlement = SettlementPolicy.Decide(outcome, RemainsReader.Read(run, outcome, options.Name, time.GetUtcNow()));
        PassOnCheckpoint(delivery, run, settlement);
        var end = await SettleAsync(delivery, settlement, run.Files);
        Report(delivery.Job, outcome, settlement, end, took);
        if (run.Evidence.Survivors)
        {
            Warn($"Of job {delivery.Job.Id} a process is left that could not be killed: it is stuck in the kernel or belongs to another user.");
        }

        if (end != SettlementEnd.Open)
        {
            UnsettledRuns.Forget(run.Files);
            shelf.Ended(run.Files);
        }
    }

    private static void PassOnCheckpoint(IDelivery delivery, EndedRun run, Settlement settlement)
    {
        if (run.IsHearsay && settlement is Settlement.Release && Descriptor.Read(run.Files.Checkpoint, Job.LargestCheckpoint + 1) is { Length: > 0 and <= Job.LargestCheckpoint } checkpoint)
        {
            delivery.SaveCheckpoint(checkpoint);
        }
    }

    private async Task<SettlementEnd> SettleAsync(IDelivery delivery, Settlement settlement, RunFiles files)
    {
        // Whoever wants the worker to end does not wait for a broker that takes nothing.
        using var patience = new CancellationTokenSource();
        await using var returning = stop.GiveBack.Register(() => patience.CancelAfter(options.Grace));
        await using var leaving = stop.Leave.Register(() => patience.CancelAfter(options.Grace));
        try
        {
            return await delivery.SettleAsync(settlement, patience.Token) ? SettlementEnd.Done : SettlementEnd.Lost;
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
            return SettlementEnd.Lost;
        }
    }

    private SettlementEnd Postpone(IDelivery delivery, RunFiles files)
    {
        var kept = delivery.Term.IsClaimed && File.Exists(files.Record);
        Warn($"The end of job {delivery.Job.Id} could not be settled before the worker had to end; " + (kept ? "the next worker with this state directory settles it." : "the job goes back and will run again."));
        return kept ? SettlementEnd.Open : SettlementEnd.Lost;
    }

    private static async Task ReleaseAsync(IDelivery delivery)
    {
        try
        {
            await delivery.SettleAsync(new Settlement.Release(), CancellationToken.None);
        }
        catch (TransportException)
        {
            // It goes back when custody ends.
        }
    }

    private void Report(Job job, Outcome outcome, Settlement settlement, SettlementEnd end, TimeSpan took)
    {
        if (end == SettlementEnd.Open)
        {
            tally.CountLeft();
            return;
        }

        WorkerEvent happened = settlement switch
        {
            _ when end == SettlementEnd.Lost || outcome is Outcome.CustodyLost => new WorkerEvent.LeaseLost(job, SettlementPolicy.Explain(outcome) + "; whoever holds the job now runs it again"),
            Settlement.Complete => new WorkerEvent.Finished(job, outcome, took),
            Settlement.DeadLetter(var certificate) => new WorkerEvent.Dead(job, outcome, certificate.Reason, took),
            _ => new WorkerEvent.Returned(job, outcome, SettlementPolicy.Explain(outcome)),
        };
        options.Reporter.Report(happened);
    }

    private void Warn(string message) => options.Reporter.Report(new WorkerEvent.Warned(message));
}
