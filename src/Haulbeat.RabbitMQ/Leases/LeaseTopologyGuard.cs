using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Makes the queues and exchanges that leases need, and makes them again when somebody deletes them.</summary>
internal sealed class LeaseTopologyGuard(ConsumingConnection consuming, ReceiveOptions options) : IAsyncDisposable
{
    // No client is told that an exchange was deleted.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(60);

    private readonly LeaseTopology topology = new(consuming.Address, options);
    private readonly SemaphoreSlim gate = new(1);
    private readonly CancellationTokenSource disposed = new();
    private Task watching = Task.CompletedTask;

    /// <summary>Whether jobs can be leased. If not, they are only kept by their unacked messages.</summary>
    public bool CanLease { get; private set; }

    /// <summary>Makes what is missing. If that can't be done, jobs are not leased, and that is reported.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RepairAsync(cancellationToken).ConfigureAwait(false);
            CanLease = true;
            watching = WatchAsync();
        }
        catch (TransportException exception) when (exception.Error != TransportError.ConnectionLost)
        {
            options.Reporter.Report(new WorkerEvent.Warned($"Jobs are not leased, only kept by their unacked messages: a lost connection, a restart of this worker or the broker's ack timeout ends a job, and it begins again. {exception.Message.TrimEnd('.')}. `haulbeat doctor` says what it takes."));
        }
    }

    /// <summary>Makes again what is missing. One at a time: all sessions notice at once.</summary>
    /// <exception cref="TransportException">Something is missing and cannot be made.</exception>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await topology.EnsureAsync(await consuming.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        disposed.Dispose();
        gate.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!disposed.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, consuming.Time, disposed.Token).ConfigureAwait(false);
            try
            {
                await RepairExchangesAsync(disposed.Token).ConfigureAwait(false);
            }
            catch (TransportException)
            {
                // Tried again; a session that needs them sooner repairs them itself.
            }
        }
    }

    private async Task RepairExchangesAsync(CancellationToken cancellationToken)
    {
        if (!await topology.HasExchangesAsync(await consuming.GetAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
        {
            await RepairAsync(cancellationToken).ConfigureAwait(false);
            options.Reporter.Report(new WorkerEvent.Warned($"Somebody deleted the exchange '{LeaseNames.LeaseExchange}' or '{LeaseNames.RequeueExchange}'. It was made again; jobs that lost their worker in between are requeued late."));
        }
    }
}
