using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Decides what becomes of a message that came: a job is begun from it, now or once that is safe, or it is taken off.</summary>
internal sealed class OwnershipChecks(WorkerLeases office, Slots slots, Action<RabbitDelivery> onReady, Action<Slot, ReceivedMessage> onGone)
{
    private readonly Settler settler = new(office);
    private readonly SafeStart safety = new(office);
    private int pending;

    /// <summary>How many messages wait to be begun.</summary>
    public int Pending => Volatile.Read(ref pending);

    /// <summary>The job, if it may be begun at once; null if it comes later or not at all.</summary>
    public async Task<RabbitDelivery?> AdmitAsync(ReceivedMessage received, CancellationToken stop)
    {
        var leaseHeaders = LeaseHeaders.Read(received.Properties.Headers);
        var message = JobMessage.Read(received.Source!.Channel.Jobs, received, leaseHeaders, NewId);
        var slot = slots.Take(received.Subscription);
        if (leaseHeaders is not null || received.IsRedelivered || received.Source.Channel.Queue != message.Job.Queue)
        {
            _ = LaterAsync(received, slot, () => CheckOwnershipAsync(received, message, leaseHeaders, slot, stop));
            return null;
        }

        if (!await safety.IsSafeAsync(received))
        {
            onGone(slot, received);
            return null;
        }

        var fresh = Begin(received, message, new LeaseLineage(new LeaseVersion(0, 0, office.Owner.Id), LeaseVersion.Original), LeaseLineage.Original, slot, isFresh: true);
        if (office.CanLease && office.LeaseAfter == TimeSpan.Zero)
        {
            _ = LaterAsync(received, slot, () => LeaseFirstAsync(fresh, stop));
            return null;
        }

        return fresh;
    }

    /// <summary>Goes on with a run from before.</summary>
    public RabbitDelivery Resume(ResumedRun run, LeaseState chain)
    {
        var leasedJob = new LeasedJob(chain, slots.Take(null));
        var renewal = new Renewal(office, leasedJob, run.Job.Checkpoint, isFresh: false);
        office.Registry.Add(leasedJob);
        office.Registry.Resume(leasedJob, run.Job.Id);
        renewal.Resume();
        leasedJob.Expire();
        return new RabbitDelivery(run.Job, office, leasedJob, renewal, settler);
    }

    private async Task CheckOwnershipAsync(ReceivedMessage received, JobMessage message, LeaseHeaders? leaseHeaders, Slot slot, CancellationToken stop)
    {
        if (leaseHeaders is null)
        {
            await safety.WaitForSilentHolderAsync(received, message, stop);
        }

        var copy = leaseHeaders?.Copy ?? LeaseLineage.Original;
        var facts = await office.ReadLogAsync(message, stop);
        if (!await safety.IsSafeAsync(received))
        {
            onGone(slot, received);
        }
        else if (OwnershipCheck.Decide(copy, facts, office.Owner.Id) is not { } run)
        {
            await DropAsync(received, message, facts, slot);
        }
        else
        {
            message = message.ForRun(run.Number.Run, message.Job.Interruptions + 1);
            await BeginAgainAsync(Begin(received, message, run, copy, slot, isFresh: false), stop);
        }
    }

    private async Task BeginAgainAsync(RabbitDelivery delivery, CancellationToken stop)
    {
        if (InterruptionBudget.Judge(delivery.Job, office.Options.Interruptions) is { } outcome)
        {
            await DeadLetterAsync(delivery, outcome);
        }
        else if (office.CanLease)
        {
            await LeaseFirstAsync(delivery, stop);
        }
        else
        {
            onReady(delivery);
        }
    }

    private RabbitDelivery Begin(ReceivedMessage received, JobMessage message, LeaseLineage run, LeaseLineage from, Slot slot, bool isFresh)
    {
        var chain = new LeaseState(from.Number, received.DeliveryTag, run, office.Consuming.SafeUntil, office.Terms, office.HasLog);
        var leasedJob = new LeasedJob(chain, received, message, slot);
        var renewal = new Renewal(office, leasedJob, message.Job.Checkpoint, isFresh);
        office.Registry.Add(leasedJob);
        if (!received.Session.IsAlive && received.Session.Lost.IsCancellationRequested)
        {
            leasedJob.OnSessionLost(received.Session);
        }

        if (isFresh && office.CanLease && office.LeaseAfter > TimeSpan.Zero)
        {
            renewal.Begin(office.LeaseAfter);
        }

        return new RabbitDelivery(message.Job, office, leasedJob, renewal, settler);
    }

    private async Task LeaseFirstAsync(RabbitDelivery delivery, CancellationToken stop)
    {
        var leasing = delivery.LeaseAsync(stop);
        // Whoever stops waiting hands the job back in order: a lease left alone would go on, for a message that went back meanwhile.
        await ((Task)leasing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (leasing.IsCompletedSuccessfully && await leasing)
        {
            onReady(delivery);
        }
        else
        {
            await delivery.SettleAsync(new Settlement.Requeue(), CancellationToken.None);
        }
    }

    // Refused once is refused for ever: whatever stands for the job now is elsewhere, or nothing does.
    private async Task DropAsync(ReceivedMessage received, JobMessage message, JobOwnership facts, Slot slot)
    {
        if (await received.Source!.AckLeasedAsync(received))
        {
            office.Reporter.Report(new WorkerEvent.Warned($"Job {message.Job.Id} was handed out again and is not run: {(facts.HasEnded ? "it has ended already" : "another message stands for it")}."));
        }

        onGone(slot, received);
    }

    // Once begun it goes on until it is done or the lease is lost, which it is when the receiver ends.
    private async Task DeadLetterAsync(RabbitDelivery delivery, Outcome.Interrupted outcome)
    {
        if (await delivery.SettleAsync(InterruptionBudget.Settle(outcome, office.Options.Worker, office.Time.GetUtcNow()), CancellationToken.None))
        {
            office.Reporter.Report(new WorkerEvent.Dead(delivery.Job, outcome, outcome.Reason, TimeSpan.Zero));
        }
    }

    private async Task LaterAsync(ReceivedMessage received, Slot slot, Func<Task> admit)
    {
        Interlocked.Increment(ref pending);
        try
        {
            await admit();
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            await received.Source!.ReleaseAsync(received);
            onGone(slot, received);
        }
        finally
        {
            Interlocked.Decrement(ref pending);
        }
    }

    private string NewId() => Guid.CreateVersion7(office.Time.GetUtcNow()).ToString();
}
