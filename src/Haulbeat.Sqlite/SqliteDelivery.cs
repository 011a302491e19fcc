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

    public CustodyTerm Term { get; private set; } = CustodyTerm.Claimed(claim.SafeUntil);

    public event EventHandler? TermChanged;

    public CancellationToken Lost => lost.Token;

    /// <remarks>The lease is the receiver's row in the file, which outlasts the process.</remarks>
    public Task<bool> ClaimAsync(CancellationToken cancellationToken) => Task.FromResult(!lost.IsCancellationRequested);

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint) => throw new NotSupportedException();

    public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        receiver.SettleAsync(this, settlement, cancellationToken);

    /// <summary>The lease was renewed.</summary>
    public void Extend(BootInstant until)
    {
        Term = CustodyTerm.Claimed(until);
        TermChanged?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Custody is over.</summary>
    public void Lose() => lost.Cancel();
}
