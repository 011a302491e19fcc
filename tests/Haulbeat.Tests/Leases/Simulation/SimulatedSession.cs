using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>One job's lease, as the RabbitMQ transport's session drives it: has the real protocol decide, does what it says, and tells the runner.</summary>
internal sealed class SimulatedSession
{
    private const long GivesUpAfter = 5 * World.Second;

    private readonly Queue<LeaseEvent> inbox = new();
    private readonly Broker broker;
    private readonly LeaseState state;
    private readonly LeaseProtocol protocol;
    private readonly bool isFresh;
    private readonly bool isResumed;
    private Runner? runner;
    private BootInstant tickAt = BootInstant.Never;
    private bool isHandling;
    private bool isStopping;
    private bool isEndWritten;
    private bool isEndAwaited;

    public SimulatedSession(SimulatedWorker worker, Broker broker, string key, LeaseState state, bool isFresh, Runner? runner = null)
    {
        (Worker, this.broker, Key, this.state, this.isFresh, this.runner, isResumed) = (worker, broker, key, state, isFresh, runner, runner is not null);
        var first = isFresh && !isResumed && Schedule.LeaseAfter > 0 ? Now + TimeSpan.FromTicks(Schedule.LeaseAfter / 100) : BootInstant.Never;
        var schedule = new RenewalSchedule(first, () => worker.Terms.RenewEvery(null));
        protocol = new LeaseProtocol(state, schedule, Schedule.HasLog, isFresh && !isResumed, isResumed);
    }

    public SimulatedWorker Worker { get; }

    public string Key { get; }

    public LeaseVersion Run => state.Run;

    public bool IsDone => protocol.Phase is LeasePhase.Settled or LeasePhase.Released;

    public bool NeedsProbe => !IsDone && (!state.IsLeased || !Schedule.HasLog);

    private BootInstant Now => Worker.Host.Clock;

    private World World => Worker.Host.World;

    private Schedule Schedule => World.Schedule;

    public void Begin()
    {
        if (isResumed)
        {
            Worker.Register(this);
            runner!.Attach(this);
            Post(runner.HasEnded ? new LeaseEvent.Ended() : new LeaseEvent.Tick());
        }
        else if ((isFresh && Schedule.LeaseAfter > 0) || World.Breakage == Breakage.StartsBeforeItLeases)
        {
            StartRun();
            Worker.After(Schedule.LeaseAfter, () => Post(isFresh ? new LeaseEvent.Tick() : new LeaseEvent.RenewalRequested()));
        }
        else
        {
            Post(new LeaseEvent.RenewalRequested());
        }
    }

    public void Post(LeaseEvent happened)
    {
        inbox.Enqueue(happened);
        if (!isHandling)
        {
            isHandling = true;
            while (inbox.TryDequeue(out var next))
            {
                Handle(next);
            }

            isHandling = false;
        }
    }

    /// <summary>The worker gives the job back.</summary>
    public void Requeue() => StopRun();

    /// <summary>The run is over: by its own end, or killed.</summary>
    public void OnRunStopped() => Post(runner!.HasEnded ? new LeaseEvent.Ended() : new LeaseEvent.RequeueRequested());

    private void Handle(LeaseEvent happened)
    {
        foreach (var action in protocol.On(happened, Now))
        {
            Do(action);
        }

        if (!IsDone)
        {
            FollowLease();
            Tick();
        }
    }

    private void FollowLease()
    {
        if (state.IsLost)
        {
            StopRun();
        }
        else if (runner is null && state.IsLeased)
        {
            StartRun();
        }
        else if (runner is { IsRunning: true } && runner.Term != protocol.Term)
        {
            runner.Tell(World.Breakage == Breakage.TrustsTheConnection ? Longer(protocol.Term) : protocol.Term);
        }
    }

    private void Tick()
    {
        if (protocol.NextTick is var next && next != tickAt)
        {
            tickAt = next;
            if (next < BootInstant.Never)
            {
                Worker.Host.At(next, () => Worker.Post(() => Ring(next)));
            }
        }
    }

    private void Ring(BootInstant due)
    {
        if (due == tickAt && !IsDone)
        {
            tickAt = BootInstant.Never;
            Post(new LeaseEvent.Tick());
        }
    }

    private void StartRun()
    {
        runner = new Runner(Worker.Host, broker, Key, state.Run, isFresh);
        runner.Attach(this);
        runner.Start(protocol.Term, Schedule.Jobs.First(job => job.Key == Key).Duration);
        Worker.Host.At(protocol.Term.SafeUntil, () => Worker.Post(() => Post(new LeaseEvent.Tick())));
    }

    private JobLease Longer(JobLease term) => state.Deliveries.Count > 0 ? term with { SafeUntil = Now + TimeSpan.FromTicks(Schedule.Heartbeat / 100 * 2) } : term;

    private void StopRun()
    {
        if (isStopping || IsDone || runner is { IsRunning: false })
        {
            return;
        }

        isStopping = true;
        if (runner is { } running)
        {
            World.After(World.Between(0, 20 * World.Millisecond), running.Kill);
        }
        else
        {
            Post(new LeaseEvent.RequeueRequested());
        }
    }

    private void Do(LeaseAction action)
    {
        switch (action)
        {
            case LeaseAction.Register:
                Post(new LeaseEvent.Registered(Worker.Register(this)));
                break;
            case LeaseAction.ReadLog:
                Worker.Connections.Read(Key, facts => Post(new LeaseEvent.LogRead(facts)));
                break;
            case LeaseAction.Connect:
                Worker.Connections.WhenPublishing(_ => Post(new LeaseEvent.Connected()));
                break;
            case LeaseAction.Publish(var message):
                Publish(message);
                break;
            case LeaseAction.Append(var entry, _):
                AcknowledgeIf(Breakage.AcknowledgesBeforeTheLog);
                Append(entry);
                break;
            case LeaseAction.ReadBack(var version):
                ReadBack(version);
                break;
            case LeaseAction.Acknowledge(var tag):
                Worker.Connections.Acknowledge(tag);
                Post(new LeaseEvent.Acknowledged());
                break;
            case LeaseAction.Probe:
                Worker.After(World.Millisecond, () => Worker.Probe());
                break;
            case LeaseAction.ReadEnd:
                Worker.Connections.Read(Key, facts => Post(new LeaseEvent.EndRead(facts)));
                break;
            default:
                End(action);
                break;
        }
    }

    private void End(LeaseAction action)
    {
        switch (action)
        {
            case LeaseAction.AppendEnd(var entry):
                AcknowledgeIf(Breakage.AcknowledgesBeforeTheEnd);
                AppendEnd(entry, () => Post(new LeaseEvent.EndLogged()));
                break;
            case LeaseAction.AppendEndSoon(var entry):
                AppendEnd(entry, OnEndWritten);
                Worker.OnEndedUnleased(Key);
                Post(new LeaseEvent.EndQueued());
                break;
            case LeaseAction.AwaitEnd:
                isEndAwaited = true;
                AnswerEnd();
                break;
            case LeaseAction.AcknowledgeAll(var deliveries):
                Post(new LeaseEvent.AllAcknowledged(deliveries.Count(delivery => Worker.Connections.Acknowledge(delivery.Tag)) is var sent && sent > 0 && sent == deliveries.Count));
                break;
            case LeaseAction.Settled:
                broker.Observer.OnSettled(Key);
                runner!.Forget();
                Worker.Remove(this, hasEnded: true);
                break;
            case LeaseAction.Release(var deliveries, _):
                Release(deliveries);
                break;
            case LeaseAction.Requeue(var tag):
                Worker.Connections.Requeue(new LeaseDelivery(state.Run, tag));
                break;
        }
    }

    private void Publish(LeaseLineage message)
    {
        var version = message.Version;
        Worker.Connections.Publish(Key, message, () => Post(new LeaseEvent.Published(version)), () => Post(new LeaseEvent.PublishFailed(version)));
        Worker.After(GivesUpAfter, () => Post(new LeaseEvent.PublishFailed(version)));
        AcknowledgeIf(Breakage.AcknowledgesTooEarly);
    }

    private void Append(OwnershipEntry.Leased entry)
    {
        var version = entry.Lease.Version;
        if (World.Breakage == Breakage.SkipsTheLog)
        {
            Post(new LeaseEvent.Logged(version));
        }
        else if (!IsDone && !state.IsLost)
        {
            Worker.Connections.Append(Key, entry, () => Post(new LeaseEvent.Logged(version)), () => Append(entry));
        }
    }

    private void ReadBack(LeaseVersion version)
    {
        if (World.Breakage is Breakage.SkipsTheLog or Breakage.DoesNotReadBack)
        {
            Post(new LeaseEvent.LoggedReadBack(version, new JobOwnership(version, false)));
        }
        else
        {
            Worker.Connections.Read(Key, facts => Post(new LeaseEvent.LoggedReadBack(version, facts)));
        }
    }

    private void AppendEnd(OwnershipEntry.Ended entry, Action written) =>
        Worker.Connections.Append(Key, entry, written, () => AppendEnd(entry, written));

    private void OnEndWritten()
    {
        isEndWritten = true;
        AnswerEnd();
    }

    private void AnswerEnd()
    {
        if (isEndWritten && isEndAwaited)
        {
            Post(new LeaseEvent.EndLogged());
        }
    }

    private void Release(IReadOnlyList<LeaseDelivery> deliveries)
    {
        World.Trace(Worker.Host.Name, $"releases {Key} run {Run.Run}");
        foreach (var delivery in deliveries)
        {
            Worker.Connections.Requeue(delivery);
        }

        runner?.Forget();
        Worker.Remove(this, hasEnded: false);
    }

    /// <summary>One of the deliberate mistakes.</summary>
    private void AcknowledgeIf(Breakage breakage)
    {
        if (World.Breakage == breakage)
        {
            foreach (var delivery in state.Deliveries)
            {
                Worker.Connections.Acknowledge(delivery.Tag);
            }
        }
    }
}
