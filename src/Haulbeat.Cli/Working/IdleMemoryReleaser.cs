using System.Collections.Concurrent;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Working;

/// <summary>Gives the memory of ended jobs back to the system while no job runs. Passes the events on.</summary>
internal sealed class IdleMemoryReleaser : IReporter, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private const long WorthCollecting = 4 << 20;

    private readonly ConcurrentDictionary<(string Queue, string Job), bool> running = new();
    private readonly CancellationTokenSource end = new();
    private readonly IReporter next;
    private readonly Task releasing;

    public IdleMemoryReleaser(IReporter next, TimeProvider time)
    {
        this.next = next;
        releasing = ReleaseAsync(time);
    }

    public void Report(WorkerEvent workerEvent)
    {
        if (workerEvent is WorkerEvent.Started or WorkerEvent.Reattached)
        {
            var job = ((WorkerEvent.OfJob)workerEvent).Job;
            running[(job.Queue, job.Id)] = true;
        }
        else if (workerEvent is WorkerEvent.Finished or WorkerEvent.Dead or WorkerEvent.Requeued or WorkerEvent.LeaseLost)
        {
            var job = ((WorkerEvent.OfJob)workerEvent).Job;
            running.TryRemove((job.Queue, job.Id), out _);
        }

        next.Report(workerEvent);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await releasing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task ReleaseAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var collected = 0L; await timer.WaitForNextTickAsync(end.Token);)
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (running.IsEmpty && allocated - collected > WorthCollecting)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collected = allocated;
            }
        }
    }
}
