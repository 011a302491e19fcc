using System.Diagnostics.CodeAnalysis;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite.Receiving;

/// <summary>One delivery of a job from the file.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle, and whoever holds its token may outlive the delivery.")]
internal sealed class SqliteDelivery : IDelivery
{
    private readonly CancellationTokenSource lost = new();
    private readonly DeliverySettler settler;
    private readonly CheckpointSaver checkpoints;

    public SqliteDelivery(DeliverySettler settler, TakenJob taken, TimeProvider time)
    {
        (this.settler, Taken) = (settler, taken);
        Term = JobLease.Leased(taken.SafeUntil);
        checkpoints = new CheckpointSaver(checkpoint => settler.SaveAsync(this, checkpoint), time);
    }

    /// <summary>The job in the file.</summary>
    public TakenJob Taken { get; }

    public Job Job => Taken.Job;

    public JobLease Term { get; private set; }

    public event EventHandler? LeaseChanged;

    public CancellationToken Lost => lost.Token;

    /// <remarks>The lease is the receiver's row in the file, which outlasts the process.</remarks>
    public Task<bool> LeaseAsync(CancellationToken cancellationToken) => Task.FromResult(!lost.IsCancellationRequested);

    /// <summary>The newest checkpoint, unless it is on disk.</summary>
    public byte[]? UnsavedCheckpoint => checkpoints.Unsaved;

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint) => checkpoints.Save(Sending.Bytes(checkpoint));

    public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        settler.SettleAsync(this, settlement, cancellationToken);

    /// <summary>The lease was renewed.</summary>
    public void Extend(BootInstant until)
    {
        Term = JobLease.Leased(until);
        LeaseChanged?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>The lease is over.</summary>
    public void Lose() => lost.Cancel();
}
