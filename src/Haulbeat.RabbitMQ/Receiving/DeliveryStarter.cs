using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Makes a delivery of a message, at once or when that is safe, or takes the message off its queue.</summary>
internal sealed class DeliveryStarter(WorkerLeases leases)
{
    private readonly LeaseContext context = leases.Context;
    private readonly StartGuard guard = new(leases.Context);

    /// <summary>The delivery; null if the message is not to be run here.</summary>
    public async Task<LeaseSession?> StartAsync(ReceivedMessage received, CancellationToken stop)
    {
        try
        {
            var source = (QueueSource)received.Source;
            var headers = LeaseHeaders.Read(received.Properties.Headers);
            var message = JobMessage.Read(source.Jobs, received, headers, NewId);
            return headers is not null || received.IsRedelivered || source.Queue != message.Job.Queue
                ? await CheckOwnershipAsync(received, message, headers, stop).ConfigureAwait(false)
                : await StartFreshAsync(received, message, stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException)
        {
            await received.RequeueAsync().ConfigureAwait(false);
            return null;
        }
    }

    private async Task<LeaseSession?> StartFreshAsync(ReceivedMessage received, JobMessage message, CancellationToken stop)
    {
        if (!await guard.IsSafeAsync(received).ConfigureAwait(false))
        {
            return null;
        }

        var run = new LeaseLineage(new LeaseVersion(0, 0, context.Owner.Id), LeaseVersion.Original);
        var delivery = leases.Start(received, message, run, LeaseVersion.Original, isFresh: true);
        return context.Topology.CanLease && context.Timing.LeaseAfter == TimeSpan.Zero ? await LeaseFirstAsync(delivery, stop).ConfigureAwait(false) : delivery;
    }

    // A message that was delivered before, or was requeued, is started only if the event log allows it (ADR 12).
    private async Task<LeaseSession?> CheckOwnershipAsync(ReceivedMessage received, JobMessage message, LeaseHeaders? headers, CancellationToken stop)
    {
        if (headers is null)
        {
            await guard.WaitForSilentOwnerAsync(received, message, stop).ConfigureAwait(false);
        }

        var lineage = headers?.Lineage ?? LeaseLineage.Original;
        var facts = await context.Log.TryReadAsync(message, stop).ConfigureAwait(false);
        if (!await guard.IsSafeAsync(received).ConfigureAwait(false))
        {
            return null;
        }

        if (facts.Check(lineage, context.Owner.Id) is not { } run)
        {
            await DropAsync(received, message, facts).ConfigureAwait(false);
            return null;
        }

        var again = message.ForRun(run.Version.Run, message.Job.Interruptions + 1);
        return await StartAgainAsync(leases.Start(received, again, run, lineage.Version, isFresh: false), stop).ConfigureAwait(false);
    }

    private async Task<LeaseSession?> StartAgainAsync(LeaseSession delivery, CancellationToken stop)
    {
        if (InterruptionBudget.Judge(delivery.Job, context.Options.Interruptions) is not { } outcome)
        {
            return context.Topology.CanLease ? await LeaseFirstAsync(delivery, stop).ConfigureAwait(false) : delivery;
        }

        await DeadLetterAsync(delivery, outcome).ConfigureAwait(false);
        return null;
    }

    private static async Task<LeaseSession?> LeaseFirstAsync(LeaseSession delivery, CancellationToken stop)
    {
        var leasing = delivery.LeaseAsync(stop);
        // A call that is stopped requeues the job in order: otherwise the lease would go on for a message that was requeued in the meantime.
        await ((Task)leasing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (leasing.IsCompletedSuccessfully && await leasing.ConfigureAwait(false))
        {
            return delivery;
        }

        await delivery.SettleAsync(new Settlement.Requeue(), CancellationToken.None).ConfigureAwait(false);
        return null;
    }

    // A message that is refused once is refused forever: another message stands for the job, or it has ended.
    private async Task DropAsync(ReceivedMessage received, JobMessage message, JobOwnership facts)
    {
        if (await received.AckAsync().ConfigureAwait(false))
        {
            context.Reporter.Report(new WorkerEvent.Warned($"Job {message.Job.Id} was handed out again and is not run: {(facts.HasEnded ? "it has ended already" : "another message stands for it")}."));
        }
    }

    // Once begun it goes on until it is done or the lease is lost, which it is when the receiver ends.
    private async Task DeadLetterAsync(LeaseSession delivery, Outcome.Interrupted outcome)
    {
        if (await delivery.SettleAsync(InterruptionBudget.Settle(outcome, context.Options.Worker, context.Time.GetUtcNow()), CancellationToken.None).ConfigureAwait(false))
        {
            context.Reporter.Report(new WorkerEvent.Dead(delivery.Job, outcome, outcome.Reason, TimeSpan.Zero));
        }
    }

    private string NewId() => Guid.CreateVersion7(context.Time.GetUtcNow()).ToString();
}
