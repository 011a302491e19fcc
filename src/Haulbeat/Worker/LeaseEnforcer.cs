using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>Keeps a run within its lease: passes on each change of the lease, stops the job when the lease is lost or the worker requeues its jobs, and leases it when the worker detaches.</summary>
internal sealed class LeaseEnforcer : IDisposable
{
    private readonly IJobExecution run;
    private readonly IDelivery delivery;
    private readonly TimeSpan grace;
    private readonly StopSignals stop;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly CancellationTokenRegistration loss;
    private readonly CancellationTokenRegistration requeue;
    private readonly CancellationTokenRegistration detach;

    /// <param name="run">The run.</param>
    /// <param name="lease">The lease that it was started with.</param>
    /// <param name="delivery">Its delivery.</param>
    /// <param name="grace">How long the job may take to stop when it is requeued.</param>
    /// <param name="stop">How the worker is told to end.</param>
    /// <param name="time">The clock.</param>
    public LeaseEnforcer(IJobExecution run, JobLease lease, IDelivery delivery, TimeSpan grace, StopSignals stop, TimeProvider time)
    {
        (this.run, this.delivery, this.grace, this.stop, this.time) = (run, delivery, grace, stop, time);
        delivery.LeaseChanged += UpdateLease;
        if (delivery.Term != lease)
        {
            UpdateLease(delivery, EventArgs.Empty);
        }

        loss = delivery.Lost.UnsafeRegister(_ => run.Stop(StopReason.LeaseLost, TimeSpan.Zero), null);
        requeue = stop.Requeue.UnsafeRegister(_ => run.Stop(StopReason.Return, grace), null);
        detach = stop.Detach.UnsafeRegister(_ => _ = DetachAsync(), null);
    }

    public void Dispose()
    {
        delivery.LeaseChanged -= UpdateLease;
        loss.Dispose();
        requeue.Dispose();
        detach.Dispose();
    }

    private void UpdateLease(object? sender, EventArgs arguments)
    {
        // Read and sent as one: a lease that was read earlier must not be sent later.
        lock (gate)
        {
            if (!delivery.Lost.IsCancellationRequested)
            {
                run.UpdateLease(delivery.Term);
            }
        }
    }

    private async Task DetachAsync()
    {
        if (run.Completion.IsCompleted)
        {
            return;
        }

        if (await LeaseAsync().ConfigureAwait(false) && !stop.Requeue.IsCancellationRequested)
        {
            await run.DetachAsync(delivery.Term).ConfigureAwait(false);
        }
        else
        {
            run.Stop(StopReason.Return, grace);
        }
    }

    private async Task<bool> LeaseAsync()
    {
        // Waiting for the lease is better than stopping the job, and may take as long as a stop.
        using var patience = new CancellationTokenSource(grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop.Requeue, delivery.Lost);
        try
        {
            return await delivery.LeaseAsync(either.Token).WaitAsync(either.Token).ConfigureAwait(false) && delivery.Term.IsLeased;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TransportException)
        {
            return false;
        }
    }
}
