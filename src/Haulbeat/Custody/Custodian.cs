using System.Collections.Concurrent;
using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Running;

namespace Haulbeat.Custody;

/// <summary>Keeps the custody of the jobs that run: proves it again and again, tells the runners how long it lasts, and stops a job whose custody is lost.</summary>
internal sealed class Custodian(IReceiver receiver, TimeProvider time)
{
    private readonly ConcurrentDictionary<ActiveRun, IDelivery> held = new();

    /// <summary>Watches over a run until the result is disposed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="delivery">Its delivery.</param>
    /// <param name="grace">How long it may take to stop when it is handed back.</param>
    /// <param name="giveBack">Cancelled: the job is stopped and handed back.</param>
    public IDisposable Watch(ActiveRun run, IDelivery delivery, TimeSpan grace, CancellationToken giveBack)
    {
        held[run] = delivery;
        var loss = delivery.Lost.UnsafeRegister(_ => run.Stop(StopCause.CustodyLost, TimeSpan.Zero), null);
        var handback = giveBack.UnsafeRegister(_ => run.Stop(StopCause.Return, grace), null);
        return new Watching(() =>
        {
            loss.Dispose();
            handback.Dispose();
            held.TryRemove(run, out _);
        });
    }

    /// <summary>Renews until cancelled. A proof that cannot be had is asked for again; meanwhile the runners keep the earlier deadline.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(receiver.RenewEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (!held.IsEmpty)
            {
                await RenewOnceAsync(cancellationToken);
            }
        }
    }

    // Only those held before the proof was asked for: it says nothing about later ones, or about those lost meanwhile.
    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        var proven = held.ToArray();
        try
        {
            var safeUntil = await receiver.RenewAsync(cancellationToken);
            foreach (var (run, delivery) in proven)
            {
                if (!delivery.Lost.IsCancellationRequested)
                {
                    run.Extend(safeUntil);
                }
            }
        }
        catch (TransportException)
        {
        }
    }

    private sealed class Watching(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
