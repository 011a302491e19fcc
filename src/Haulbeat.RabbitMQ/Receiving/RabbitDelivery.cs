using Haulbeat.Custody;
using Haulbeat.RabbitMQ.Settling;
using Haulbeat.Receiving;
using Haulbeat.Settling;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A job held on its unacknowledged message: custody ends with the channel.</summary>
internal sealed class RabbitDelivery(Arrival arrival, Job job, Settler settler, QueueSource source) : IDelivery
{
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Job Job { get; } = job;

    /// <summary>Completes once it is settled.</summary>
    public Task Over => over.Task;

    public CustodyTerm Term { get; private set; } = CustodyTerm.Held(arrival.Generation.Consuming.SafeUntil);

    public event EventHandler? TermChanged;

    public CancellationToken Lost => arrival.Generation.Lost;

    public Task<bool> ClaimAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint) => throw new NotSupportedException();

    /// <summary>The broker answered on the connection.</summary>
    public void Prove(BootInstant until)
    {
        Term = CustodyTerm.Held(until);
        TermChanged?.Invoke(this, EventArgs.Empty);
    }

    public async Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        var settled = settlement is Settlement.Release
            ? await source.ReleaseAsync(arrival)
            : await settler.SettleAsync(arrival, Job, settlement, cancellationToken);
        over.TrySetResult();
        return settled;
    }
}
