using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Running;
using Haulbeat.Running.Runner;
using Haulbeat.Settling;

namespace Haulbeat.Hosting;

/// <summary>Takes jobs from a transport and runs each in a process of its own.</summary>
/// <param name="transport">Where the jobs come from.</param>
/// <param name="options">What to do.</param>
/// <param name="time">The clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing.")]
public sealed class Worker(ITransport transport, WorkerOptions options, TimeProvider time)
{
    private static readonly TimeSpan EmptyCheck = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(2);
    private const long WorthTidying = 4 << 20;

    private readonly ConcurrentDictionary<Task, bool> running = new();
    private readonly SemaphoreSlim slots = new(options.Slots);
    private readonly Tally tally = new();

    /// <summary>Works until told to stop, or as long as the options say.</summary>
    /// <param name="drain">Cancelled: take nothing new, finish what runs.</param>
    /// <param name="giveBack">Cancelled: stop the jobs and hand them back. Implies <paramref name="drain"/>.</param>
    /// <exception cref="TransportException">The transport could not be reached at the start, or refused.</exception>
    public async Task<WorkerTotals> RunAsync(CancellationToken drain, CancellationToken giveBack)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(drain, giveBack);
        Report(new WorkerEvent.WorkerUp(options.Name, options.StateDirectory.Path, Environment.ProcessId));
        await using (var receiver = await transport.ReceiveAsync(ReceiveOptions(), stop.Token))
        {
            Report(new WorkerEvent.Ready(transport.Address, options.Queues, options.Slots));
            await WorkAsync(receiver, stop.Token, giveBack);
        }

        Report(new WorkerEvent.WorkerDown(options.Name, tally.Totals.Succeeded, tally.Totals.Dead, tally.Totals.Returned));
        return tally.Totals;
    }

    private async Task WorkAsync(IReceiver receiver, CancellationToken stop, CancellationToken giveBack)
    {
        if (!StrayProcesses.KillOrphans(options.StateDirectory.Runs))
        {
            Report(new WorkerEvent.Warned("Of an earlier worker's jobs a process is left that could not be killed: it is stuck in the kernel or belongs to another user."));
        }

        WorkFolder.RemoveLeftovers(options.StateDirectory.Work);
        using var runners = new RunnerPool(options.RunnerProgram, options.StateDirectory.Work);
        using var end = new CancellationTokenSource();
        var shelf = new RunShelf(options.StateDirectory.Runs, time);
        var handler = new JobHandler(options, runners, shelf, tally, time);
        var cleaning = shelf.CleanAsync();
        var tidying = TidyWhenIdleAsync(end.Token);
        try
        {
            await ReceiveAsync(receiver, delivery => handler.HandleAsync(delivery, giveBack), stop);
        }
        finally
        {
            await FinishAsync(receiver, stop);
            await end.CancelAsync();
            await tidying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            shelf.Complete();
            await cleaning;
        }
    }

    private async Task ReceiveAsync(IReceiver receiver, Func<IDelivery, Task> handle, CancellationToken stop)
    {
        for (var left = options.MaxJobs ?? int.MaxValue; left > 0 && await NextAsync(receiver, stop) is { } delivery; left--)
        {
            var handling = HandleInSlotAsync(delivery, handle);
            running[handling] = true;
            _ = handling.ContinueWith(ended => running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>The next job once a slot is free, or null when the worker is to end.</summary>
    private async Task<IDelivery?> NextAsync(IReceiver receiver, CancellationToken stop)
    {
        try
        {
            await slots.WaitAsync(stop);
            return options.UntilEmpty ? await NextUntilEmptyAsync(receiver, stop) : await receiver.NextAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<IDelivery?> NextUntilEmptyAsync(IReceiver receiver, CancellationToken stop)
    {
        while (true)
        {
            using var patience = new CancellationTokenSource(EmptyCheck, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
            try
            {
                return await receiver.NextAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                if (running.IsEmpty && await IsEmptyAsync(receiver, stop))
                {
                    return null;
                }
            }
        }
    }

    private static async Task<bool> IsEmptyAsync(IReceiver receiver, CancellationToken stop)
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
            await delivery.SettleAsync(new Settlement.Release(), CancellationToken.None);
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

    private async Task FinishAsync(IReceiver receiver, CancellationToken stop)
    {
        await StopReceivingAsync(receiver);
        if (stop.IsCancellationRequested && !running.IsEmpty)
        {
            Report(new WorkerEvent.Draining(running.Count));
        }

        await Task.WhenAll(running.Keys);
    }

    // A disk that is full just now must not cost the jobs that run: they are waited for all the same.
    private async Task StopReceivingAsync(IReceiver receiver)
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
        ClaimAfter = options.ClaimAfter,
        Interruptions = options.Interruptions,
        Declare = options.Declare,
        Reporter = options.Reporter,
    };

    private void Report(WorkerEvent happened) => options.Reporter.Report(happened);
}
