using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Keeps all jobs of a receiver leased: proves that we live, receives their copies, and tells them of what was lost.</summary>
internal sealed class LeaseRenewals : IAsyncDisposable
{
    private static readonly TimeSpan LongestSaving = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource end = new();
    private readonly WorkerLeases office;
    private readonly LeaseMessageReceiver copies;
    private Task proving = Task.CompletedTask;
    private Task looking = Task.CompletedTask;

    public LeaseRenewals(WorkerLeases office, RequeuedJobs returns)
    {
        this.office = office;
        copies = new LeaseMessageReceiver(office, OnEnded);
        office.SentHome += (_, _) => returns.Expect();
    }

    public void Begin()
    {
        proving = ProveUntilTheEndAsync();
        looking = office.CanLease ? LookUntilTheEndAsync() : Task.CompletedTask;
    }

    public Task ReceiveCopiesAsync(CancellationToken cancellationToken) => copies.BeginAsync(cancellationToken);

    // Not on the connection's own loop, which it would hold up.
    public void OnEnded(SessionEnding ending)
    {
        if (ending.End == SessionEnd.Lost || ending.Session.Queue == office.Queue)
        {
            _ = Task.Run(() => TellAll(ending.Session));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await proving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SaveCheckpointsAsync();
        foreach (var leasedJob in office.Registry.All)
        {
            leasedJob.Detach();
        }

        await copies.DisposeAsync();
        end.Dispose();
    }

    private async Task SaveCheckpointsAsync()
    {
        using var patience = new CancellationTokenSource(LongestSaving, office.Time);
        await Task.WhenAll(office.Registry.All.Select(leasedJob => leasedJob.Flush(patience.Token)));
    }

    private void TellAll(ChannelSession session)
    {
        foreach (var leasedJob in office.Registry.All)
        {
            if (leasedJob is { IsLeased: false, Message: { } message })
            {
                office.Registry.HeldBefore(message.Key, leasedJob.Over);
            }

            leasedJob.OnSessionLost(session);
        }
    }

    private async Task LookUntilTheEndAsync()
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, office.Time, end.Token);
            try
            {
                await office.LookAfterExchangesAsync(end.Token);
            }
            catch (TransportException)
            {
                // Tried again; whoever needs them sooner says so.
            }
        }
    }

    // A proof that cannot be had is asked for again soon; meanwhile the runners keep the earlier deadline.
    private async Task ProveUntilTheEndAsync()
    {
        var pause = office.Consuming.RenewEvery;
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(pause, office.Time, end.Token);
            try
            {
                await office.ProveAsync(end.Token);
                pause = office.Consuming.RenewEvery;
            }
            catch (TransportException)
            {
                pause = Backoff.First;
            }
        }
    }
}
