using Haulbeat.Custody;
using Haulbeat.RabbitMQ.Settling;
using Haulbeat.Receiving;
using Haulbeat.Settling;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A job held on its unacknowledged message: custody ends with the channel.</summary>
internal sealed class RabbitDelivery(Arrival arrival, Job job, Settler settler, QueueSource source) : IDelivery
{
    public Job Job { get; } = job;

    public BootInstant SafeUntil { get; } = arrival.Generation.Consuming.SafeUntil;

    public CancellationToken Lost => arrival.Generation.Lost;

    public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) => settlement is Settlement.Release
        ? source.ReleaseAsync(arrival)
        : settler.SettleAsync(arrival, Job, settlement, cancellationToken);
}
