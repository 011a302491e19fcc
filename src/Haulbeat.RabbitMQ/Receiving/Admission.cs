using Haulbeat.Custody.Protocol;
using Haulbeat.Outcomes;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Custody;
using Haulbeat.RabbitMQ.Settling;
using Haulbeat.Receiving;
using Haulbeat.Reporting;
using Haulbeat.Settling;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Decides what becomes of a message that came: a job is begun from it, now or once that is safe, or it is taken off.</summary>
internal sealed class Admission(CustodyOffice office, Slots slots, Action<RabbitDelivery> onReady, Action<Slot, Arrival> onGone)
{
    private readonly Settler settler = new(office);
    private readonly SafeStart safety = new(office);
    private int pending;

    /// <summary>How many messages wait to be begun.</summary>
    public int Pending => Volatile.Read(ref pending);

    /// <summary>The job, if it may be begun at once; null if it comes later or not at all.</summary>
    public async Task<RabbitDelivery?> AdmitAsync(Arrival arrival, CancellationToken stop)
    {
        var stamps = Stamps.Read(arrival.Properties.Headers);
        var message = JobMessage.Read(arrival.Source!.Channel.Jobs, arrival, stamps, NewId);
        var slot = slots.Take(arrival.Subscription);
        if (stamps is not null || arrival.IsRedelivered || arrival.Source.Channel.Queue != message.Job.Queue)
        {
            _ = LaterAsync(arrival, slot, () => ArbitrateAsync(arrival, message, stamps, slot, stop));
            return null;
        }

        if (!await safety.IsSafeAsync(arrival))
        {
            onGone(slot, arrival);
            return null;
        }

        var fresh = Begin(arrival, message, new CopyStamp(new CopyNumber(0, 0, office.Holder.Id), CopyNumber.Original), CopyStamp.Original, slot, isFresh: true);
        if (office.CanClaim && office.ClaimAfter == TimeSpan.Zero)
        {
            _ = LaterAsync(arrival, slot, () => ClaimFirstAsync(fresh, stop));
            return null;
        }

        return fresh;
    }

    /// <summary>Goes on with a run from before.</summary>
    public RabbitDelivery Resume(ResumedRun run, CopyChain chain)
    {
        var custody = new JobCustody(chain, slots.Take(null));
        var renewal = new Renewal(office, custody, run.Job.Checkpoint, isFresh: false);
        office.Registry.Add(custody);
        office.Registry.Resume(custody, run.Job.Id);
        renewal.Resume();
        custody.Expire();
        return new RabbitDelivery(run.Job, office, custody, renewal, settler);
    }

    private async Task ArbitrateAsync(Arrival arrival, JobMessage message, Stamps? stamps, Slot slot, CancellationToken stop)
    {
        if (stamps is null)
        {
            await safety.WaitForSilentHolderAsync(arrival, message, stop);
        }

        var copy = stamps?.Copy ?? CopyStamp.Original;
        var facts = await office.ReadLogAsync(message, stop);
        if (!await safety.IsSafeAsync(arrival))
        {
            onGone(slot, arrival);
        }
        else if (Arbiter.Decide(copy, facts, office.Holder.Id) is not { } run)
        {
            await DropAsync(arrival, message, facts, slot);
        }
        else
        {
            message = message.ForRun(run.Number.Run, message.Job.Interruptions + 1);
            await BeginAgainAsync(Begin(arrival, message, run, copy, slot, isFresh: false), stop);
        }
    }

    private async Task BeginAgainAsync(RabbitDelivery delivery, CancellationToken stop)
    {
        if (InterruptionBudget.Judge(delivery.Job, office.Options) is { } outcome)
        {
            await BuryAsync(delivery, outcome);
        }
        else if (office.CanClaim)
        {
            await ClaimFirstAsync(delivery, stop);
        }
        else
        {
            onReady(delivery);
        }
    }

    private RabbitDelivery Begin(Arrival arrival, JobMessage message, CopyStamp run, CopyStamp from, Slot slot, bool isFresh)
    {
        var chain = new CopyChain(from.Number, arrival.DeliveryTag, run, office.Consuming.SafeUntil, office.Terms, office.HasLog);
        var custody = new JobCustody(chain, arrival, message, slot);
        var renewal = new Renewal(office, custody, message.Job.Checkpoint, isFresh);
        office.Registry.Add(custody);
        if (!arrival.Generation.IsAlive && arrival.Generation.Lost.IsCancellationRequested)
        {
            custody.OnGenerationLost(arrival.Generation);
        }

        if (isFresh && office.CanClaim && office.ClaimAfter > TimeSpan.Zero)
        {
            renewal.Begin(office.ClaimAfter);
        }

        return new RabbitDelivery(message.Job, office, custody, renewal, settler);
    }

    private async Task ClaimFirstAsync(RabbitDelivery delivery, CancellationToken stop)
    {
        var claim = delivery.ClaimAsync(stop);
        // Whoever stops waiting hands the job back in order: a claim left alone would go on, for a message that went back meanwhile.
        await ((Task)claim).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (claim.IsCompletedSuccessfully && await claim)
        {
            onReady(delivery);
        }
        else
        {
            await delivery.SettleAsync(new Settlement.Release(), CancellationToken.None);
        }
    }

    // Refused once is refused for ever: whatever stands for the job now is elsewhere, or nothing does.
    private async Task DropAsync(Arrival arrival, JobMessage message, JobFacts facts, Slot slot)
    {
        if (await arrival.Source!.AckClaimedAsync(arrival))
        {
            office.Reporter.Report(new WorkerEvent.Warned($"Job {message.Job.Id} was handed out again and is not run: {(facts.HasEnded ? "it has ended already" : "another message stands for it")}."));
        }

        onGone(slot, arrival);
    }

    // Once begun it goes on until it is done or custody is lost, which it is when the receiver ends.
    private async Task BuryAsync(RabbitDelivery delivery, Outcome.Interrupted outcome)
    {
        if (await delivery.SettleAsync(InterruptionBudget.Settle(outcome, office.Options, office.Time.GetUtcNow()), CancellationToken.None))
        {
            office.Reporter.Report(new WorkerEvent.Dead(delivery.Job, outcome, outcome.Reason, TimeSpan.Zero));
        }
    }

    private async Task LaterAsync(Arrival arrival, Slot slot, Func<Task> admit)
    {
        Interlocked.Increment(ref pending);
        try
        {
            await admit();
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            await arrival.Source!.ReleaseAsync(arrival);
            onGone(slot, arrival);
        }
        finally
        {
            Interlocked.Decrement(ref pending);
        }
    }

    private string NewId() => Guid.CreateVersion7(office.Time.GetUtcNow()).ToString();
}
