using Haulbeat.Execution;
using Haulbeat.Policies;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>The worker's slots: one loop for each, which receives a job, runs it, and receives the next.</summary>
/// <remarks>Runs that the worker reattaches to occupy slots, though there may be more of them than slots. Then nothing is received until enough of them have ended.</remarks>
/// <param name="options">What to do.</param>
/// <param name="receiver">Hands out the jobs.</param>
/// <param name="pipeline">Runs them.</param>
/// <param name="end">Cancelled: no more jobs are received.</param>
/// <param name="time">The clock.</param>
internal sealed class Slots(WorkerOptions options, IJobReceiver receiver, JobPipeline pipeline, CancellationTokenSource end, TimeProvider time)
{
    private static readonly TimeSpan EmptyCheck = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestEmptyCheck = TimeSpan.FromSeconds(30);

    private readonly List<Task> reattached = [];
    private int running;
    private int surplus;
    private int permits = options.MaxJobs ?? int.MaxValue;
    private int received;

    /// <summary>How many jobs run.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Occupies a slot with a run that an earlier worker left.</summary>
    public void Reattach(IUnsettledRun left, IDelivery delivery) => reattached.Add(OccupyAsync(() => pipeline.ReattachAsync(delivery, left)));

    /// <summary>Receives jobs and runs them until no more are received, and all have ended.</summary>
    /// <exception cref="TransportException">The queues cannot be used.</exception>
    public Task RunAsync()
    {
        surplus = Math.Max(0, reattached.Count - options.Slots);
        var loops = Enumerable.Range(0, Math.Max(options.Slots, reattached.Count))
            .Select(slot => RunAsync(new SlotPermit(slot), slot < reattached.Count ? reattached[slot] : Task.CompletedTask));
        return Task.WhenAll(options.UntilEmpty ? loops.Append(EndWhenEmptyAsync()) : loops);
    }

    private async Task RunAsync(SlotPermit permit, Task earlier)
    {
        try
        {
            await earlier.ConfigureAwait(false);
            while (!IsSurplus() && MayReceive())
            {
                var delivery = await receiver.ReceiveAsync(permit, end.Token).ConfigureAwait(false);
                var run = OccupyAsync(() => pipeline.RunAsync(delivery));
                CountReceived();
                await run.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        catch
        {
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private bool IsSurplus() => Volatile.Read(ref surplus) > 0 && Interlocked.Decrement(ref surplus) >= 0;

    private bool MayReceive() => !end.IsCancellationRequested && Interlocked.Decrement(ref permits) >= 0;

    private void CountReceived()
    {
        if (Interlocked.Increment(ref received) == options.MaxJobs)
        {
            end.Cancel();
        }
    }

    private async Task OccupyAsync(Func<Task> run)
    {
        Interlocked.Increment(ref running);
        try
        {
            await run().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    // Where there are jobs and none comes, the broker is far or others are served first: looking takes several round trips, and interrupts the consumers.
    private async Task EndWhenEmptyAsync()
    {
        var pauses = new DoublingPause(EmptyCheck, LongestEmptyCheck);
        var before = 0;
        try
        {
            while (true)
            {
                await Task.Delay(pauses.Next(), time, end.Token).ConfigureAwait(false);
                if (Running == 0 && await IsEmptyAsync().ConfigureAwait(false) && Running == 0)
                {
                    await end.CancelAsync().ConfigureAwait(false);
                }

                var now = Volatile.Read(ref received);
                if (Running > 0 || now != before)
                {
                    before = now;
                    pauses.Reset();
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        catch
        {
            await end.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<bool> IsEmptyAsync()
    {
        try
        {
            return await receiver.IsEmptyAsync(end.Token).ConfigureAwait(false);
        }
        catch (TransportException)
        {
            return false;
        }
    }
}
