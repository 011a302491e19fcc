using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>The way of one job through the stages, from its delivery to its settlement.</summary>
internal sealed class JobPipeline(WorkerOptions options, IJobExecutor executor, WorkerStatistics statistics, StopSignals stop, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly JobFinisher finisher = new(options, statistics, stop, time);

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
    public async Task ReattachAsync(IDelivery delivery, IUnsettledRun found)
    {
        options.Reporter.Report(new WorkerEvent.Reattached(delivery.Job, found.Pid));
        var lease = delivery.Term;
        var run = await FollowAsync(found.Reattach(delivery.Job, lease, delivery.SaveCheckpoint), delivery, lease);
        if (run is null)
        {
            statistics.CountDetached();
            return;
        }

        var took = (found.EndedAt ?? time.GetUtcNow()) - found.StartedAt;
        await finisher.FinishAsync(delivery, run, took);
    }

    // What keeps this machine from starting the job would meet it again at once if it were handed back: it waits here instead.
    private async Task<IExecutionResult?> RunAsync(IDelivery delivery)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Drain, stop.Requeue, stop.Detach, delivery.Lost);
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var lease = delivery.Term;
            var run = await FollowAsync(await executor.StartAsync(delivery.Job, lease, delivery.SaveCheckpoint), delivery, lease);
            if (run is null || OutcomePolicy.Read(run.ExitReport) is not Outcome.NotStarted(var reason) || end.IsCancellationRequested)
            {
                return run;
            }

            options.Reporter.Report(new WorkerEvent.Warned($"Job {delivery.Job.Id} could not be started and is tried again in {pause.TotalSeconds:0} s. {reason}"));
            run.Forget();
            await time.PauseAsync(pause, end.Token);
        }
    }

    private async Task<IExecutionResult?> FollowAsync(IJobExecution run, IDelivery delivery, JobLease lease)
    {
        using var enforcer = new LeaseEnforcer(run, lease, delivery, options.Grace, stop, time);
        return await run.Completion;
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
