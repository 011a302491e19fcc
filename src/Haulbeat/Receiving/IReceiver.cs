namespace Haulbeat.Receiving;

/// <summary>Hands out the jobs of some queues to one worker.</summary>
/// <remarks>Disposing it lets go of nothing that is claimed: who ends for good settles or releases first.</remarks>
public interface IReceiver : IAsyncDisposable
{
    /// <summary>Takes up what an earlier worker with this name and state directory left in custody. Called once, before the first <see cref="NextAsync"/>.</summary>
    /// <param name="runs">The runs that go on, and those that ended and are not settled yet. All else that the earlier worker had is let go: nothing of it runs any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A delivery for each, in their order. One whose custody was lost meanwhile says so by <see cref="IDelivery.Lost"/>, at once or once it is found out.</returns>
    Task<IReadOnlyList<IDelivery>> ResumeAsync(IReadOnlyList<ResumedRun> runs, CancellationToken cancellationToken);

    /// <summary>Waits for the next job. Called only while a slot is free, so that no job waits unread behind another.</summary>
    /// <remarks>Outlasts lost connections. Not for concurrent use. Jobs that were interrupted come before those that were never begun.</remarks>
    Task<IDelivery> NextAsync(CancellationToken cancellationToken);

    /// <summary>Whether nothing is left to receive: each queue empty, and no delivery on its way to this receiver.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more jobs from the queues and hands back those not yet returned by <see cref="NextAsync"/>. Deliveries handed out stay valid and are renewed.</summary>
    Task StopAsync();
}
