using Haulbeat.Custody;
using Haulbeat.RabbitMQ.Custody;
using Haulbeat.RabbitMQ.Settling;
using Haulbeat.Receiving;
using Haulbeat.Settling;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A job that was handed out: held on its message at first, claimed later.</summary>
internal sealed class RabbitDelivery : IDelivery
{
    private readonly Job recorded;
    private readonly CustodyOffice office;
    private readonly JobCustody custody;
    private readonly Renewal renewal;
    private readonly Settler settler;

    public RabbitDelivery(Job recorded, CustodyOffice office, JobCustody custody, Renewal renewal, Settler settler)
    {
        (this.recorded, this.office, this.custody, this.renewal, this.settler) = (recorded, office, custody, renewal, settler);
        custody.TermChanged += (_, _) => TermChanged?.Invoke(this, EventArgs.Empty);
    }

    public event EventHandler? TermChanged;

    public Job Job => custody.Message?.Job ?? recorded;

    public CustodyTerm Term => custody.Term;

    public CancellationToken Lost => custody.Lost;

    public JobCustody Custody => custody;

    public Task<bool> ClaimAsync(CancellationToken cancellationToken) => office.CanClaim ? renewal.ClaimAsync(cancellationToken) : Task.FromResult(false);

    public void SaveCheckpoint(ReadOnlyMemory<byte> checkpoint)
    {
        if (checkpoint.Length > Job.LargestCheckpoint)
        {
            throw new ArgumentException($"A checkpoint has at most {Job.LargestCheckpoint} bytes.", nameof(checkpoint));
        }

        renewal.Save(checkpoint);
    }

    public Task<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        settlement is Settlement.Release ? settler.ReleaseAsync(custody, cancellationToken) : settler.SettleAsync(custody, settlement, cancellationToken);
}
