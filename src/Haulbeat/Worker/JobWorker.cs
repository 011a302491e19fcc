using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>Takes jobs from a transport and runs each in a process of its own.</summary>
public sealed class JobWorker
{
    private static readonly TimeSpan EmptyCheck = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestEmptyCheck = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(2);
    private const long WorthTidying = 4 << 20;

    private readonly ITransport transport;
    private readonly WorkerOptions options;
    private readonly TimeProvider time;
    private readonly RunningJobs running = new();
    private readonly Slots slots;
    private readonly WorkerStatistics statistics;

    /// <summary>A worker that has not begun yet.</summary>
    /// <param name="transport">Where the jobs come from.</param>
    /// <param name="options">What to do.</param>
    /// <param name="time">The clock.</param>
    public JobWorker(ITransport transport, WorkerOptions options, TimeProvider time)
    {
        statistics = new WorkerStatistics(options.Reporter);
        slots = new Slots(options.Slots);
        (this.transport, this.options, this.time) = (transport, options with { Reporter = statistics }, time);
    }

    /// <summary>Works until told to stop, or as long as the options say.</summary>
    /// <param name="signals">How it is told to stop.</param>
    /// <exception cref="TransportException">The transport could not be reached at the start, or refused. What an earlier worker left running goes on.</exception>
    public async Task<WorkerTotals> RunAsync(StopSignals signals)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Drain, signals.Requeue, signals.Detach);
        Report(new WorkerEvent.WorkerUp(options.Name, options.StateDirectory.Path, Environment.ProcessId));
        await using (var receiver = await transport.OpenReceiverAsync(ReceiveOptions(), stop.Token))
        {
            await WorkAsync(receiver, signals, stop.Token);
        }

        var totals = statistics.Totals;
        Report(new WorkerEvent.WorkerDown(options.Name, totals.Succeeded, totals.Dead, totals.Requeued, totals.Left));
        return totals;
    }

    private async Task WorkAsync(IJobReceiver receiver, StopSignals signals, CancellationToken stop)
    {
        var left = await new Reattachment(options, time).TakeUpAsync(receiver, stop);
        WorkFolder.RemoveLeftovers(options.StateDirectory.Work);
        using var runners = new RunnerPool(options.RunnerProgram, options.StateDirectory.Work);
        using var end = new CancellationTokenSource();
        var directory = new RunDirectory(options.StateDirectory.Runs, time);
        var handler = new JobPipeline(options, runners, directory, statistics, signals, time);
        var cleaning = directory.CleanAsync();
        var tidying = TidyWhenIdleAsync(end.Token);
        try
        {
            Reattach(left, handler);
            Report(new WorkerEvent.Ready(transport.Address, options.Queues, options.Slots));
            await ReceiveAsync(receiver, handler.HandleAsync, stop);
        }
        finally
        {
            await FinishAsync(receiver, drains: stop.IsCancellationRequested && !signals.Detach.IsCancellationRequested);
            await end.CancelAsync();
            await tidying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            directory.Complete();
            await cleaning;
        }
    }

    private void Reattach(IEnumerable<ReattachedRun> left, JobPipeline handler)
    {
        foreach (var (found, delivery) in left)
        {
            slots.Occupy();
            running.Add(HandleInSlotAsync(delivery, resumed => handler.ReattachAsync(resumed, found)));
        }
    }

    private async Task ReceiveAsync(IJobReceiver receiver, Func<IDelivery, Task> handle, CancellationToken stop)
    {
        for (var left = options.MaxJobs ?? int.MaxValue; left > 0 && await NextAsync(receiver, stop) is { } delivery; left--)
        {
            running.Add(HandleInSlotAsync(delivery, handle));
        }
    }

    /// <summary>The next job once a slot is free, or null when the worker is to end.</summary>
    private async Task<IDelivery?> NextAsync(IJobReceiver receiver, CancellationToken stop)
    {
        try
        {
            await slots.WaitAsync(stop);
            return options.UntilEmpty ? await NextUntilEmptyAsync(receiver, stop) : await receiver.ReceiveAsync(default, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    // Where there are jobs and none comes, the broker is far: beginning to receive takes several round trips, and each check begins it again.
    private async Task<IDelivery?> NextUntilEmptyAsync(IJobReceiver receiver, CancellationToken stop)
    {
        for (var patience = EmptyCheck; ;)
        {
            using var check = new CancellationTokenSource(patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, check.Token);
            try
            {
                return await receiver.ReceiveAsync(default, either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                if (running.IsEmpty)
                {
                    if (await IsEmptyAsync(receiver, stop))
                    {
                        return null;
                    }

                    patience = patience * 2 < LongestEmptyCheck ? patience * 2 : LongestEmptyCheck;
                }
            }
        }
    }

    private static async Task<bool> IsEmptyAsync(IJobReceiver receiver, CancellationToken stop)
    {
        try
        {
            return await receiver.IsEmptyAsync(stop);
        }
        catch (TransportException)
        {
            return false;
        }
    }

    private async Task HandleInSlotAsync(IDelivery delivery, Func<IDelivery, Task> handle)
    {
        try
        {
            await handle(delivery);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A mistake of ours in one job must cost neither the job nor the others.
            Report(new WorkerEvent.Warned($"Job {delivery.Job.Id} is handed back after an unexpected error, please report it: {exception}"));
            await delivery.SettleAsync(new Settlement.Requeue(), CancellationToken.None);
        }
        finally
        {
            slots.Release();
        }
    }

    // A worker that waits gives back the memory that its last jobs took.
    private async Task TidyWhenIdleAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(IdleCheck, time);
        for (var tidied = 0L; await timer.WaitForNextTickAsync(end);)
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (running.IsEmpty && allocated - tidied > WorthTidying)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                tidied = allocated;
            }
        }
    }

    private async Task FinishAsync(IJobReceiver receiver, bool drains)
    {
        await StopReceivingAsync(receiver);
        if (drains && !running.IsEmpty)
        {
            Report(new WorkerEvent.Draining(running.Count));
        }

        await running.WhenAllAsync();
    }

    // A disk that is full just now must not cost the jobs that run: they are waited for all the same.
    private async Task StopReceivingAsync(IJobReceiver receiver)
    {
        try
        {
            await receiver.StopAsync();
        }
        catch (TransportException exception)
        {
            Report(new WorkerEvent.Warned($"Others do not know yet that this worker takes no more jobs: {exception.Message}"));
        }
    }

    private ReceiveOptions ReceiveOptions() => new()
    {
        Queues = options.Queues,
        Worker = options.Name,
        StateDirectory = options.StateDirectory.Path,
        Slots = options.Slots,
        Lease = options.Lease,
        LeaseAfter = options.LeaseAfter,
        Interruptions = options.Interruptions,
        Declare = options.Declare,
        Reporter = options.Reporter,
    };

    private void Report(WorkerEvent happened) => options.Reporter.Report(happened);
}
