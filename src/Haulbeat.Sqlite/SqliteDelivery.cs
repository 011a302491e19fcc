using System.Diagnostics.CodeAnalysis;
using Haulbeat.Custody;
using Haulbeat.Receiving;
using Haulbeat.Settling;
using Haulbeat.Sqlite.Queries;

namespace Haulbeat.Sqlite;

/// <summary>One handing-out of a job from the file.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle, and whoever holds its token may outlive the delivery.")]
internal sealed class SqliteDelivery(SqliteReceiver receiver, Claim claim) : IDelivery
{
    private readonly CancellationTokenSource lost = new();

    public Claim Claim => claim;

    public Job Job => claim.Job;

    public BootInstant SafeUntil => claim.SafeUntil;

    public CancellationToken Lost => lost.Token;

    public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        receiver.SettleAsync(this, settlement, cancellationToken);

    /// <summary>Custody is over.</summary>
    public void Lose() => lost.Cancel();
}
