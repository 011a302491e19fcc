using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Worker;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Does what was decided about a job: first everything that is published, then the end in the log, then the ack.</summary>
internal sealed class Settler(WorkerLeases office)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly SettlementPublisher lastWords = new(office.Publisher, office.Options, office.Time);

    /// <returns>False if the lease was lost before.</returns>
    public async Task<bool> SettleAsync(LeasedJob leasedJob, Settlement settlement, CancellationToken cancellationToken)
    {
        var settled = !leasedJob.IsLost && await SpeakAsync(leasedJob, settlement, cancellationToken) && await EndAsync(leasedJob, settlement, cancellationToken);
        await CloseAsync(leasedJob, settled);
        return settled;
    }

    /// <summary>Hands the job back with its newest checkpoint: at once, whatever is left of its lease.</summary>
    /// <returns>False if the lease was lost before.</returns>
    public async Task<bool> ReleaseAsync(LeasedJob leasedJob, CancellationToken cancellationToken)
    {
        await leasedJob.Flush(cancellationToken);
        leasedJob.Expire();
        var (isOurs, isClaimed) = (!leasedJob.IsLost, leasedJob.IsLeased);
        leasedJob.Change(chain => chain.Lose());
        if (isOurs && office.HasLog && leasedJob.Message is { } message)
        {
            _ = office.Log.AppendSoonAsync(Record(message, new Settlement.Requeue(), null), cancellationToken);
        }

        var released = await CloseAsync(leasedJob, settled: false);
        return isOurs && (released || isClaimed);
    }

    private async Task<bool> SpeakAsync(LeasedJob leasedJob, Settlement settlement, CancellationToken cancellationToken)
    {
        using var kept = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, leasedJob.Lost);
        try
        {
            var message = await leasedJob.MessageAsync(kept.Token);
            await lastWords.PublishAsync(message.Job, message.Properties, settlement, kept.Token);
            return true;
        }
        catch (OperationCanceledException) when (leasedJob.IsLost)
        {
            return false;
        }
    }

    private Task<bool> EndAsync(LeasedJob leasedJob, Settlement settlement, CancellationToken cancellationToken) =>
        office.HasLog ? EndInLogAsync(leasedJob, settlement, cancellationToken) : EndWithoutLogAsync(leasedJob, cancellationToken);

    private Task<bool> EndInLogAsync(LeasedJob leasedJob, Settlement settlement, CancellationToken cancellationToken)
    {
        var (entry, hasCopies) = leasedJob.Ask(chain => (chain.End(BootClock.Now), chain.HasCopies));
        var record = Record(leasedJob.Message!, settlement, entry);
        return hasCopies ? EndCopiesAsync(leasedJob, record, cancellationToken) : EndAloneAsync(leasedJob, record, cancellationToken);
    }

    // Of a message without copies either the ack arrives, and nobody is handed it again, or whoever is asks the log first: the two need not wait for each other.
    private async Task<bool> EndAloneAsync(LeasedJob leasedJob, EventLogEntry record, CancellationToken cancellationToken)
    {
        var written = await office.Log.AppendSoonAsync(record, cancellationToken);
        if (!leasedJob.IsLost && await leasedJob.AckAllAsync())
        {
            return true;
        }

        await written.WaitAsync(cancellationToken);
        return await IsEndedByAsync(leasedJob, record.Key, cancellationToken);
    }

    private async Task<bool> EndCopiesAsync(LeasedJob leasedJob, EventLogEntry record, CancellationToken cancellationToken)
    {
        var appending = Backoff.Forever(office.Time).ExecuteAsync(async token => await office.Log.AppendAsync(record, token), cancellationToken).AsTask();
        while (await Task.WhenAny(appending, Task.Delay(BetweenLooks, office.Time, cancellationToken)) != appending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A broker that is low on memory or disk takes acks all the same, and is helped by them; the log hears of it afterwards.
            if (office.Log.Blocked is not null && leasedJob.HasMessage && !leasedJob.IsLost)
            {
                return await leasedJob.AckAllAsync();
            }
        }

        await appending;
        leasedJob.Expire();
        return !leasedJob.IsLost || await IsEndedByAsync(leasedJob, record.Key, cancellationToken);
    }

    private async Task<bool> IsEndedByAsync(LeasedJob leasedJob, EventLogKey key, CancellationToken cancellationToken)
    {
        var facts = await office.Log.ReadAsync(key, cancellationToken);
        return facts.HasEnded && facts.Newest.IsOfSameRun(leasedJob.Run);
    }

    // Without a log a copy that is under way would be taken for the job, and one that cannot be acknowledged is.
    private async Task<bool> EndWithoutLogAsync(LeasedJob leasedJob, CancellationToken cancellationToken)
    {
        while (!leasedJob.IsLost)
        {
            if (leasedJob.Ask(chain => !chain.IsRenewing) && await leasedJob.AckAllAsync())
            {
                return true;
            }

            await Task.Delay(BetweenLooks, office.Time, cancellationToken);
        }

        return false;
    }

    private async Task<bool> CloseAsync(LeasedJob leasedJob, bool settled)
    {
        NoteHeld(leasedJob);
        leasedJob.End(settled);
        office.Registry.Remove(leasedJob);
        if (!settled)
        {
            office.Registry.Forget(leasedJob);
            var isGone = await leasedJob.LetGoAsync();
            if (isGone && leasedJob.IsLeased)
            {
                office.OnSentHome();
            }

            return isGone;
        }

        if (leasedJob.IsLeased || office.Registry.Knows(leasedJob))
        {
            // A copy that was under way still comes.
            leasedJob.ForgetContents();
            _ = ForgetLaterAsync(leasedJob);
        }

        return await leasedJob.AckAllAsync();
    }

    private void NoteHeld(LeasedJob leasedJob)
    {
        if (leasedJob is { IsLeased: false, IsLost: true, Message: { } message })
        {
            office.Registry.HeldBefore(message.Key, leasedJob.Over);
            _ = ForgetHeldLaterAsync(message.Key, leasedJob.Over);
        }
    }

    private async Task ForgetHeldLaterAsync(EventLogKey key, Task over)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), office.Time);
        office.Registry.NotHeldAnyMore(key, over);
    }

    private async Task ForgetLaterAsync(LeasedJob leasedJob)
    {
        await Task.Delay(office.Options.Lease, office.Time);
        office.Registry.Forget(leasedJob);
    }

    private EventLogEntry Record(JobMessage message, Settlement settlement, OwnershipEntry? entry) =>
        EventLogEntry.Of(message.Key, settlement, message.Job, office.Options.Worker, office.Time.GetUtcNow(), entry);
}
