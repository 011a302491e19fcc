using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Receiving;
using Haulbeat.Receiving;

namespace Haulbeat.RabbitMQ.Custody;

/// <summary>Keeps all jobs of a receiver in custody: proves that we live, receives their copies, and tells them of what was lost.</summary>
internal sealed class CustodyKeeper : IAsyncDisposable
{
    private static readonly TimeSpan LongestSaving = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource end = new();
    private readonly CustodyOffice office;
    private readonly CopyDesk copies;
    private Task proving = Task.CompletedTask;
    private Task looking = Task.CompletedTask;

    public CustodyKeeper(CustodyOffice office, Returns returns)
    {
        this.office = office;
        copies = new CopyDesk(office, OnEnded);
        office.SentHome += (_, _) => returns.Expect();
    }

    public void Begin()
    {
        proving = ProveUntilTheEndAsync();
        looking = office.CanClaim ? LookUntilTheEndAsync() : Task.CompletedTask;
    }

    public Task ReceiveCopiesAsync(CancellationToken cancellationToken) => copies.BeginAsync(cancellationToken);

    // Not on the connection's own loop, which it would hold up.
    public void OnEnded(GenerationEnding ending)
    {
        if (ending.End == GenerationEnd.Lost || ending.Generation.Queue == office.Queue)
        {
            _ = Task.Run(() => TellAll(ending.Generation));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await proving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SaveCheckpointsAsync();
        foreach (var custody in office.Registry.All)
        {
            custody.Leave();
        }

        await copies.DisposeAsync();
        end.Dispose();
    }

    private async Task SaveCheckpointsAsync()
    {
        using var patience = new CancellationTokenSource(LongestSaving, office.Time);
        await Task.WhenAll(office.Registry.All.Select(custody => custody.Flush(patience.Token)));
    }

    private void TellAll(Generation generation)
    {
        foreach (var custody in office.Registry.All)
        {
            if (custody is { IsClaimed: false, Message: { } message })
            {
                office.Registry.HeldBefore(message.Key, custody.Over);
            }

            custody.OnGenerationLost(generation);
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
