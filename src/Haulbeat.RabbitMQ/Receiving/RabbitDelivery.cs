using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A job that was handed out: held on its message at first, leased later.</summary>
internal sealed class RabbitDelivery : IDelivery
{
    private readonly Job recorded;
    private readonly WorkerLeases office;
    private readonly LeasedJob leasedJob;
    private readonly Renewal renewal;
    private readonly Settler settler;

    public RabbitDelivery(Job recorded, WorkerLeases office, LeasedJob leasedJob, Renewal renewal, Settler settler)
    {
        (this.recorded, this.office, this.leasedJob, this.renewal, this.settler) = (recorded, office, leasedJob, renewal, settler);
        leasedJob.LeaseChanged += (_, _) => LeaseChanged?.Invoke(this, EventArgs.Empty);
    }

    public event EventHandler? LeaseChanged;

    public Job Job => leasedJob.Message?.Job ?? recorded;

    public JobLease Term => leasedJob.Term;

    public CancellationToken Lost => leasedJob.Lost;

    public LeasedJob Custody => leasedJob;

    public Task<bool> LeaseAsync(CancellationToken cancellationToken) => office.CanLease ? renewal.LeaseAsync(cancellationToken) : Task.FromResult(false);

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint)
    {
        if (checkpoint.Length > JobLimits.LargestCheckpoint)
        {
            throw new ArgumentException($"A checkpoint has at most {JobLimits.LargestCheckpoint} bytes.", nameof(checkpoint));
        }

        renewal.Save(checkpoint);
    }

    public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        settlement is Settlement.Requeue ? settler.ReleaseAsync(leasedJob, cancellationToken) : settler.SettleAsync(leasedJob, settlement, cancellationToken);
}
