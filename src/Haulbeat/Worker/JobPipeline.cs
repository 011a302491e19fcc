using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>The way of one job, from its delivery to its settlement: receive → lease → run → outcome → decide → settle → report.</summary>
internal sealed class JobPipeline(WorkerOptions options, IJobExecutor executor, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly JobSettler settler = new(options, stop, time);

    /// <summary>Runs the job that was received and settles it, unless it is detached. Does not throw.</summary>
    public Task RunAsync(IDelivery delivery) => settler.GuardAsync(delivery, async () =>
    {
        var since = time.GetTimestamp();
        var run = await StartAsync(delivery).ConfigureAwait(false);
        await EndAsync(delivery, run, time.GetElapsedTime(since)).ConfigureAwait(false);
    });

    /// <summary>Reattaches to a run that an earlier worker left, and settles it when it has ended. Does not throw.</summary>
    public Task ReattachAsync(IDelivery delivery, IUnsettledRun left) => settler.GuardAsync(delivery, async () =>
    {
        options.Reporter.Report(new WorkerEvent.Reattached(delivery.Job, left.Pid));
        var lease = delivery.Term;
        var run = await FollowAsync(left.Reattach(delivery.Job, lease, delivery.SaveCheckpoint), delivery, lease).ConfigureAwait(false);
        await EndAsync(delivery, run, (left.EndedAt ?? time.GetUtcNow()) - left.StartedAt).ConfigureAwait(false);
    });

    // A job that this machine cannot start waits here: requeued, it would come back at once and meet the same problem.
    private async Task<IExecutionResult?> StartAsync(IDelivery delivery)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Drain, stop.Requeue, stop.Detach, delivery.Lost);
        var pauses = new DoublingPause(FirstPause, LongestPause);
        while (true)
        {
            var lease = delivery.Term;
            var run = await FollowAsync(await executor.StartAsync(delivery.Job, lease, delivery.SaveCheckpoint).ConfigureAwait(false), delivery, lease).ConfigureAwait(false);
            if (run is not { ExitReport.CanStartLater: true } || end.IsCancellationRequested)
            {
                return run;
            }

            var pause = pauses.Next();
            options.Reporter.Report(new WorkerEvent.Warned($"Job {delivery.Job.Id} could not be started and is tried again in {pause.TotalSeconds:0} s. {run.ExitReport.StartError}"));
            run.Forget();
            await Task.Delay(pause, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IExecutionResult?> FollowAsync(IJobExecution run, IDelivery delivery, JobLease lease)
    {
        using var enforcer = new LeaseEnforcer(run, lease, delivery, options.Grace, stop, time);
        return await run.Completion.ConfigureAwait(false);
    }

    private async Task EndAsync(IDelivery delivery, IExecutionResult? run, TimeSpan took)
    {
        if (run is null)
        {
            options.Reporter.Report(new WorkerEvent.Detached(delivery.Job));
            return;
        }

        var outcome = OutcomePolicy.Read(run.ExitReport);
        var settlement = SettlementPolicy.Decide(outcome, run.ReadOutput(outcome, time.GetUtcNow()));
        var result = await settler.SettleAsync(delivery, settlement, run).ConfigureAwait(false);
        options.Reporter.Report(result.ToEvent(delivery.Job, outcome, settlement, took));
    }
}
