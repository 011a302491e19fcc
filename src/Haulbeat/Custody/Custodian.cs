using Haulbeat.Hosting;
using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Running;

namespace Haulbeat.Custody;

/// <summary>Stands between a delivery and its run: tells the runner how long custody lasts, stops the job when it is lost or handed back, and claims it when it is to run on without the worker.</summary>
internal sealed class Custodian : IDisposable
{
    private readonly ActiveRun run;
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
    public Custodian(ActiveRun run, IDelivery delivery, TimeSpan grace, StopSignals stop, TimeProvider time)
    {
        (this.run, this.delivery, this.grace, this.stop, this.time) = (run, delivery, grace, stop, time);
        run.Checkpointed = delivery.SaveCheckpoint;
        delivery.TermChanged += TellRunner;
    }

    /// <summary>To be called once the runner has been told of the run.</summary>
    public void Begin()
    {
        loss = delivery.Lost.UnsafeRegister(_ => run.Stop(StopCause.CustodyLost, TimeSpan.Zero), null);
        handback = stop.GiveBack.UnsafeRegister(_ => run.Stop(StopCause.Return, grace), null);
        leave = stop.Leave.UnsafeRegister(_ => _ = LeaveAsync(), null);
    }

    public void Dispose()
    {
        delivery.TermChanged -= TellRunner;
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

    private async Task LeaveAsync()
    {
        if (await ClaimAsync() && !stop.GiveBack.IsCancellationRequested)
        {
            await run.LeaveAsync(delivery.Term);
        }
        else
        {
            run.Stop(StopCause.Return, grace);
        }
    }

    private async Task<bool> ClaimAsync()
    {
        // Rather than stop the job it is waited for as long as a stop might take.
        using var patience = new CancellationTokenSource(grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop.GiveBack, delivery.Lost);
        try
        {
            return await delivery.ClaimAsync(either.Token).WaitAsync(either.Token) && delivery.Term.IsClaimed;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TransportException)
        {
            return false;
        }
    }
}
