using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>Hands out the jobs of some queues to one worker.</summary>
/// <remarks>Dispose keeps leases. To shut down for good, settle or requeue every delivery first.</remarks>
public interface IJobReceiver : IAsyncDisposable
{
    /// <summary>Takes over the leases of the runs that an earlier worker with this name and state directory left. Call it once, before the first <see cref="ReceiveAsync"/>.</summary>
    /// <param name="runs">The runs that still go on, and those that have ended and are not settled. Everything else that the earlier worker had is requeued: none of it runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A delivery for each run, in the same order. <see cref="IDelivery.Lost"/> is cancelled, at once or later, for a run whose lease was lost meanwhile.</returns>
    Task<IReadOnlyList<IDelivery>> ReattachAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken);

    /// <summary>Waits for the next job. The receiver asks for no more messages than it holds permits, so no job waits unread behind a running one.</summary>
    /// <param name="permit">The slot that is free for the job. It is in use until the delivery is settled, or until this call ends without one.</param>
    /// <param name="cancellationToken">Gives the permit back. A message that has come for it is handed to another call, or requeued by <see cref="StopAsync"/>.</param>
    /// <remarks>Outlasts lost connections. Call it once for each free slot, side by side. Interrupted jobs come before those that never started.</remarks>
    /// <exception cref="TransportException">The queue can't be used, and trying again will not help.</exception>
    Task<IDelivery> ReceiveAsync(SlotPermit permit, CancellationToken cancellationToken);

    /// <summary>Whether nothing is left to receive: every queue is empty, and no message is on its way to this receiver. May be called while <see cref="ReceiveAsync"/> waits.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more jobs, and requeues those that no <see cref="ReceiveAsync"/> has returned. Deliveries that were handed out stay valid and are renewed.</summary>
    Task StopAsync();
}
