using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The leases of one worker: starts a session for each job, and feeds the sessions with what happens to the worker's connection and lease queues.</summary>
internal sealed class WorkerLeases(LeaseContext context) : IAsyncDisposable
{
    private static readonly TimeSpan LongestSaving = TimeSpan.FromSeconds(3);

    private readonly LeaseQueueConsumers consumers = new(context);

    public LeaseContext Context => context;

    /// <summary>Makes what leases need on the broker, and begins to prove that this worker lives.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await context.Topology.OpenAsync(cancellationToken).ConfigureAwait(false);
        context.Probing.Start();
    }

    /// <summary>Begins to receive lease messages. Resume all runs that go on before: a lease message of an unknown run is requeued at once.</summary>
    public Task ConsumeAsync(CancellationToken cancellationToken) => consumers.BeginAsync(cancellationToken);

    /// <summary>Starts the session of a run.</summary>
    /// <param name="received">The message that it starts from.</param>
    /// <param name="message">The same, read.</param>
    /// <param name="run">The run, by the ownership check.</param>
    /// <param name="from">The message's version.</param>
    /// <param name="isFresh">Whether the log was not read before.</param>
    public LeaseSession Start(ReceivedMessage received, JobMessage message, LeaseLineage run, LeaseVersion from, bool isFresh)
    {
        var state = new LeaseState(from, received.DeliveryTag, run, context.Consuming.SafeUntil, context.Timing.Terms, context.Log.Exists);
        var leasesByItself = isFresh && context.Topology.CanLease && context.Timing.LeaseAfter > TimeSpan.Zero;
        var first = leasesByItself ? BootClock.Now + context.Timing.LeaseAfter : BootInstant.Never;
        var session = Create(state, first, isFresh, isResumed: false, message.Job, message, received);
        if (!received.Session.IsAlive && received.Session.Lost.IsCancellationRequested)
        {
            session.Post(new LeaseEvent.SessionLost(received.Session.Id));
        }

        return session;
    }

    /// <summary>Goes on with the lease of a run from before.</summary>
    public LeaseSession Resume(ResumedRun run)
    {
        var terms = context.Timing.Terms;
        var state = new LeaseState(new LeaseVersion(run.Job.Run, 0, context.Owner.Id), terms.SentBy(run.Term.SurvivesUntil, BootClock.Now), terms, context.Log.Exists);
        if (!run.Term.IsLeased || !context.Topology.CanLease)
        {
            state.Lose();
        }

        var session = Create(state, BootInstant.Never, isFresh: false, isResumed: true, run.Job, null, null);
        context.Table.RegisterResumed(session, run.Job.Id);
        session.Post(new LeaseEvent.Tick());
        return session;
    }

    /// <summary>A channel session that jobs were delivered on has ended.</summary>
    public void OnSessionEnded(SessionEnding ending)
    {
        if (ending.End == SessionEnd.Lost)
        {
            context.Table.OnSessionLost(ending.Session);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await context.Probing.DisposeAsync().ConfigureAwait(false);
        await context.Topology.DisposeAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(LongestSaving, context.Time);
        await Task.WhenAll(context.Table.Open.Select(session => session.FlushAsync(patience.Token))).ConfigureAwait(false);
        context.Table.PostToAll(new LeaseEvent.Detached());
        await consumers.DisposeAsync().ConfigureAwait(false);
    }

    private LeaseSession Create(LeaseState state, BootInstant first, bool isFresh, bool isResumed, Job job, JobMessage? message, ReceivedMessage? received)
    {
        var schedule = new RenewalSchedule(first, () => context.Timing.RenewEvery);
        var protocol = new LeaseProtocol(state, schedule, context.Log.Exists, isFresh, isResumed);
        var session = new LeaseSession(context, protocol, job, message, received);
        session.Start();
        context.Table.Add(session);
        return session;
    }
}
