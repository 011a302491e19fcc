using Haulbeat.Custody;

namespace Haulbeat.Receiving;

/// <summary>Hands out the jobs of some queues to one worker.</summary>
public interface IReceiver : IAsyncDisposable
{
    /// <summary>How often the worker is to call <see cref="RenewAsync"/>.</summary>
    TimeSpan RenewEvery { get; }

    /// <summary>Waits for the next job. Called only while a slot is free, so that no job waits unread behind another.</summary>
    /// <remarks>Outlasts lost connections. Not for concurrent use.</remarks>
    Task<IDelivery> NextAsync(CancellationToken cancellationToken);

    /// <summary>Whether nothing is left to receive: each queue empty, and no delivery on its way to this receiver.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Proves that the deliveries handed out are still in this worker's custody, for all of them at once.</summary>
    /// <returns>Until when nobody else can be handed them, even if this worker freezes now; the reading of the clock is from before the proof was asked for.</returns>
    /// <exception cref="TransportException">There is no proof: the earlier moment stands.</exception>
    Task<BootInstant> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more jobs from the queues and hands back those not yet returned by <see cref="NextAsync"/>. Deliveries handed out stay valid.</summary>
    Task StopAsync();
}
