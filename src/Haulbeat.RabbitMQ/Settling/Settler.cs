using Haulbeat.Custody;
using Haulbeat.Custody.Protocol;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Custody;
using Haulbeat.RabbitMQ.Log;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Settling;

namespace Haulbeat.RabbitMQ.Settling;

/// <summary>Does what was decided about a job: first everything that is published, then the end in the log, then the ack.</summary>
internal sealed class Settler(CustodyOffice office)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly LastWords lastWords = new(office.Publisher, office.Options, office.Time);

    /// <returns>False if custody was lost before.</returns>
    public async Task<bool> SettleAsync(JobCustody custody, Settlement settlement, CancellationToken cancellationToken)
    {
        var settled = !custody.IsLost && await SpeakAsync(custody, settlement, cancellationToken) && await EndAsync(custody, settlement, cancellationToken);
        await CloseAsync(custody, settled);
        return settled;
    }

    /// <summary>Hands the job back with its newest checkpoint: at once, whatever is left of its lease.</summary>
    /// <returns>False if custody was lost before.</returns>
    public async Task<bool> ReleaseAsync(JobCustody custody, CancellationToken cancellationToken)
    {
        await custody.Flush(cancellationToken);
        custody.Expire();
        var (isOurs, isClaimed) = (!custody.IsLost, custody.IsClaimed);
        custody.Change(chain => chain.Lose());
        if (isOurs && office.HasLog && custody.Message is { } message)
        {
            _ = office.Log.AppendSoonAsync(Record(message, new Settlement.Release(), null), cancellationToken);
        }

        var released = await CloseAsync(custody, settled: false);
        return isOurs && (released || isClaimed);
    }

    private async Task<bool> SpeakAsync(JobCustody custody, Settlement settlement, CancellationToken cancellationToken)
    {
        using var kept = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, custody.Lost);
        try
        {
            var message = await custody.MessageAsync(kept.Token);
            await lastWords.PublishAsync(message, settlement, kept.Token);
            return true;
        }
        catch (OperationCanceledException) when (custody.IsLost)
        {
            return false;
        }
    }

    private Task<bool> EndAsync(JobCustody custody, Settlement settlement, CancellationToken cancellationToken) =>
        office.HasLog ? EndInLogAsync(custody, settlement, cancellationToken) : EndWithoutLogAsync(custody, cancellationToken);

    private Task<bool> EndInLogAsync(JobCustody custody, Settlement settlement, CancellationToken cancellationToken)
    {
        var (entry, hasCopies) = custody.Ask(chain => (chain.End(BootClock.Now), chain.HasCopies));
        var record = Record(custody.Message!, settlement, entry);
        return hasCopies ? EndCopiesAsync(custody, record, cancellationToken) : EndAloneAsync(custody, record, cancellationToken);
    }

    // Of a message without copies either the ack arrives, and nobody is handed it again, or whoever is asks the log first: the two need not wait for each other.
    private async Task<bool> EndAloneAsync(JobCustody custody, LogRecord record, CancellationToken cancellationToken)
    {
        var written = await office.Log.AppendSoonAsync(record, cancellationToken);
        if (!custody.IsLost && await custody.AckAllAsync())
        {
            return true;
        }

        await written.WaitAsync(cancellationToken);
        return await IsEndedByAsync(custody, record.Key, cancellationToken);
    }

    private async Task<bool> EndCopiesAsync(JobCustody custody, LogRecord record, CancellationToken cancellationToken)
    {
        var appending = Backoff.Forever(office.Time).ExecuteAsync(async token => await office.Log.AppendAsync(record, token), cancellationToken).AsTask();
        while (await Task.WhenAny(appending, Task.Delay(BetweenLooks, office.Time, cancellationToken)) != appending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A broker that is low on memory or disk takes acks all the same, and is helped by them; the log hears of it afterwards.
            if (office.Log.Blocked is not null && custody.HasMessage && !custody.IsLost)
            {
                return await custody.AckAllAsync();
            }
        }

        await appending;
        custody.Expire();
        return !custody.IsLost || await IsEndedByAsync(custody, record.Key, cancellationToken);
    }

    private async Task<bool> IsEndedByAsync(JobCustody custody, LogKey key, CancellationToken cancellationToken)
    {
        var facts = await office.Log.ReadAsync(key, cancellationToken);
        return facts.HasEnded && facts.Newest.IsOfSameRun(custody.Run);
    }

    // Without a log a copy that is under way would be taken for the job, and one that cannot be acknowledged is.
    private async Task<bool> EndWithoutLogAsync(JobCustody custody, CancellationToken cancellationToken)
    {
        while (!custody.IsLost)
        {
            if (custody.Ask(chain => !chain.IsRenewing) && await custody.AckAllAsync())
            {
                return true;
            }

            await Task.Delay(BetweenLooks, office.Time, cancellationToken);
        }

        return false;
    }

    private async Task<bool> CloseAsync(JobCustody custody, bool settled)
    {
        NoteHeld(custody);
        custody.End(settled);
        office.Registry.Remove(custody);
        if (!settled)
        {
            office.Registry.Forget(custody);
            var isGone = await custody.LetGoAsync();
            if (isGone && custody.IsClaimed)
            {
                office.OnSentHome();
            }

            return isGone;
        }

        if (custody.IsClaimed || office.Registry.Knows(custody))
        {
            // A copy that was under way still comes.
            custody.ForgetContents();
            _ = ForgetLaterAsync(custody);
        }

        return await custody.AckAllAsync();
    }

    private void NoteHeld(JobCustody custody)
    {
        if (custody is { IsClaimed: false, IsLost: true, Message: { } message })
        {
            office.Registry.HeldBefore(message.Key, custody.Over);
            _ = ForgetHeldLaterAsync(message.Key, custody.Over);
        }
    }

    private async Task ForgetHeldLaterAsync(LogKey key, Task over)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), office.Time);
        office.Registry.NotHeldAnyMore(key, over);
    }

    private async Task ForgetLaterAsync(JobCustody custody)
    {
        await Task.Delay(office.Options.Lease, office.Time);
        office.Registry.Forget(custody);
    }

    private LogRecord Record(JobMessage message, Settlement settlement, LogEntry? entry) =>
        EndRecord.Of(message, settlement, entry, office.Options.Worker, office.Time.GetUtcNow());
}
