using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>Stands between a delivery and its run: tells the runner how long the lease lasts, stops the job when it is lost or handed back, and leases it when it is to run on without the worker.</summary>
internal sealed class LeaseEnforcer : IDisposable
{
    private readonly ProcessExecution run;
    private readonly IDelivery delivery;
    private readonly TimeSpan grace;
    private readonly StopSignals stop;
    private readonly TimeProvider time;
    private CancellationTokenRegistration loss;
    private CancellationTokenRegistration handback;
    private CancellationTokenRegistration leave;

    /// <param name="run">The run.</param>
    /// <param name="delivery">Its delivery.</param>
    /// <param name="grace">How long it may take to stop when it is handed back.</param>
    /// <param name="stop">How the worker is told to end.</param>
    /// <param name="time">The clock.</param>
    public LeaseEnforcer(ProcessExecution run, IDelivery delivery, TimeSpan grace, StopSignals stop, TimeProvider time)
    {
        (this.run, this.delivery, this.grace, this.stop, this.time) = (run, delivery, grace, stop, time);
        run.Checkpointed = delivery.SaveCheckpoint;
        delivery.LeaseChanged += TellRunner;
    }

    /// <summary>To be called once the runner has been told of the run.</summary>
    public void Begin()
    {
        loss = delivery.Lost.UnsafeRegister(_ => run.Stop(StopReason.LeaseLost, TimeSpan.Zero), null);
        handback = stop.Requeue.UnsafeRegister(_ => run.Stop(StopReason.Return, grace), null);
        leave = stop.Detach.UnsafeRegister(_ => _ = DetachAsync(), null);
    }

    public void Dispose()
    {
        delivery.LeaseChanged -= TellRunner;
        loss.Dispose();
        handback.Dispose();
        leave.Dispose();
    }

    private void TellRunner(object? sender, EventArgs arguments)
    {
        if (!delivery.Lost.IsCancellationRequested)
        {
            run.Tell(delivery.Term);
        }
    }

    private async Task DetachAsync()
    {
        if (await LeaseAsync() && !stop.Requeue.IsCancellationRequested)
        {
            await run.DetachAsync(delivery.Term);
        }
        else
        {
            run.Stop(StopReason.Return, grace);
        }
    }

    private async Task<bool> LeaseAsync()
    {
        // Rather than stop the job it is waited for as long as a stop might take.
        using var patience = new CancellationTokenSource(grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop.Requeue, delivery.Lost);
        try
        {
            return await delivery.LeaseAsync(either.Token).WaitAsync(either.Token) && delivery.Term.IsLeased;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TransportException)
        {
            return false;
        }
    }
}
