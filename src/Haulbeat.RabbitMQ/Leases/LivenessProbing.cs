using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Probes the consuming connection again and again, and tells all sessions (ADR 4).</summary>
internal sealed class LivenessProbing(ConsumingConnection consuming, LeaseTable table) : IAsyncDisposable
{
    private readonly CancellationTokenSource disposed = new();
    private Task probing = Task.CompletedTask;

    public void Start() => probing = ProbeUntilDisposedAsync();

    /// <summary>Asks the broker to prove that it still knows what it delivered here.</summary>
    /// <exception cref="TransportException">It did not answer.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken) =>
        table.PostToAll(new LeaseEvent.Probed(await consuming.ProbeAsync(cancellationToken).ConfigureAwait(false)));

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync().ConfigureAwait(false);
        await probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        disposed.Dispose();
    }

    // A probe that fails is repeated soon. Meanwhile the runners keep the earlier deadline.
    private async Task ProbeUntilDisposedAsync()
    {
        var pause = consuming.ProbeEvery;
        while (!disposed.IsCancellationRequested)
        {
            await Task.Delay(pause, consuming.Time, disposed.Token).ConfigureAwait(false);
            try
            {
                await ProbeAsync(disposed.Token).ConfigureAwait(false);
                pause = consuming.ProbeEvery;
            }
            catch (TransportException)
            {
                pause = Backoff.First;
            }
        }
    }
}
