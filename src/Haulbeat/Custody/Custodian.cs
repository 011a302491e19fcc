using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Running;

namespace Haulbeat.Custody;

/// <summary>Stands between a delivery and its run: tells the runner how long custody lasts, and stops the job when it is lost or handed back.</summary>
internal sealed class Custodian : IDisposable
{
    private readonly ActiveRun run;
    private readonly IDelivery delivery;
    private readonly CancellationTokenRegistration loss;
    private readonly CancellationTokenRegistration handback;

    /// <param name="run">The run.</param>
    /// <param name="delivery">Its delivery.</param>
    /// <param name="grace">How long it may take to stop when it is handed back.</param>
    /// <param name="giveBack">Cancelled: the job is stopped and handed back.</param>
    public Custodian(ActiveRun run, IDelivery delivery, TimeSpan grace, CancellationToken giveBack)
    {
        this.run = run;
        this.delivery = delivery;
        delivery.TermChanged += TellRunner;
        loss = delivery.Lost.UnsafeRegister(_ => run.Stop(StopCause.CustodyLost, TimeSpan.Zero), null);
        handback = giveBack.UnsafeRegister(_ => run.Stop(StopCause.Return, grace), null);
    }

    public void Dispose()
    {
        delivery.TermChanged -= TellRunner;
        loss.Dispose();
        handback.Dispose();
    }

    private void TellRunner(object? sender, EventArgs arguments)
    {
        if (!delivery.Lost.IsCancellationRequested)
        {
            run.Tell(delivery.Term);
        }
    }
}
