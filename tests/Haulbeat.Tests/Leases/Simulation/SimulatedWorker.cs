using Haulbeat.Jobs;
using Haulbeat.Lab.Observing;
using Haulbeat.Policies;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A worker process, as the RabbitMQ transport is one: receives, arbitrates, and hands each job to a session.</summary>
internal sealed class SimulatedWorker(World world, Broker broker, Host host)
{
    private const int Slots = 2;
    private const long Silence = 2 * Schedule.Heartbeat;
    private readonly Dictionary<(string Key, int Run), SimulatedSession> leased = [];
    private readonly HashSet<SimulatedSession> sessions = [];
    private readonly HashSet<string> formerlyUnacked = [];
    private readonly List<Action> inbox = [];
    private BootInstant probedUntil;
    private bool isFrozen;
    private bool isDead;
    private bool isProbing;
    private bool isAsking;
    private int arriving;

    public Host Host { get; } = host;

    public Connections Connections { get; private set; } = null!;

    public LeaseTerms Terms { get; } = new(world.Schedule.Lease);

    public void Start()
    {
        Connections = new Connections(world, broker, this);
        foreach (var runner in Host.Runners.ToArray())
        {
            Resume(runner);
        }

        Connections.Open();
    }

    /// <summary>All that happens to a process goes through here: it does nothing while it is frozen, and nothing ever again once it is dead.</summary>
    public void Post(Action action)
    {
        if (isFrozen)
        {
            inbox.Add(action);
        }
        else if (!isDead)
        {
            action();
        }
    }

    public void After(long delay, Action action) => Host.After(delay, () => Post(action));

    public void Die(long noticedAfter)
    {
        (isDead, isFrozen) = (true, false);
        Connections.CloseByKernel(noticedAfter);
    }

    public void Freeze(long length)
    {
        world.Trace(Host.Name, "worker freezes");
        isFrozen = true;
        Connections.OnFrozen(length);
        world.After(length, Thaw);
    }

    public void ReleaseAll() => sessions.ToList().ForEach(session => session.Requeue());

    /// <summary>Connected anew: all that lies in the own lease queue comes.</summary>
    public void OnConsuming()
    {
        AskForMore();
        GoOnProbing();
    }

    public void OnSessionLost(long session)
    {
        (isAsking, isProbing, arriving) = (false, false, 0);
        sessions.ToList().ForEach(keptSession => keptSession.Post(new LeaseEvent.SessionLost(session)));
    }

    /// <summary>A message from the user's queue or from its requeued jobs.</summary>
    public void OnReceived(Message message, bool isRedelivered, DeliveryTag tag, Link link)
    {
        isAsking = false;
        arriving++;
        AskForMore();
        if (message.Number.IsOriginal && !isRedelivered)
        {
            Probe(() => Keep(new SimulatedSession(this, broker, message.Key, Begin(message, tag, new LeaseLineage(new LeaseVersion(0, 0, Host.Owner), LeaseVersion.Original)), true)));
        }
        else if (message.Number.IsOriginal && !formerlyUnacked.Contains(message.Key) && world.Breakage != Breakage.DoesNotWaitForSilentOwners)
        {
            // Its owner may be frozen, or may not know yet that it lost its connection: it may run the job for two heartbeats more.
            After(Silence, () => CheckOwnership(message, tag, link));
        }
        else
        {
            CheckOwnership(message, tag, link);
        }
    }

    /// <summary>A lease message from its own lease queue.</summary>
    public void OnLeaseMessage(Message message, DeliveryTag tag, Link link)
    {
        var number = message.Number;
        if (leased.TryGetValue((message.Key, number.Run), out var session) && session.Run.IsOfSameRun(number))
        {
            session.Post(new LeaseEvent.Delivered(message.Lineage, tag));
        }
        else if (Host.Made(number.Owner))
        {
            // Nothing of it runs here.
            link.Send(() => broker.Reject(link, tag.Number));
        }
        else
        {
            // Another worker of this name, which may run the job: not before its lease is over.
            After(world.Schedule.Lease.Ticks * 100, () => link.Send(() => broker.Reject(link, tag.Number)));
        }
    }

    /// <summary>The job ended, and so will its only message: the log may hear of it later, or not at all.</summary>
    public void OnEndedUnleased(string key) => broker.Observer.OnEndedUnleased(key);

    /// <summary>One leased run of a job at a time.</summary>
    public bool Register(SimulatedSession session)
    {
        if (leased.TryGetValue((session.Key, session.Run.Run), out var other) && other != session && !other.IsDone)
        {
            return false;
        }

        leased[(session.Key, session.Run.Run)] = session;
        return true;
    }

    /// <summary>The session is done. One that ended stays known for the lease messages that still come.</summary>
    public void Remove(SimulatedSession session, bool hasEnded)
    {
        sessions.Remove(session);
        formerlyUnacked.Add(session.Key);
        if (!hasEnded && leased.GetValueOrDefault((session.Key, session.Run.Run)) == session)
        {
            leased.Remove((session.Key, session.Run.Run));
        }

        AskForMore();
    }

    private LeaseState Begin(Message message, DeliveryTag tag, LeaseLineage run) =>
        new(message.Number, tag, run, probedUntil, Terms, world.Schedule.HasLog);

    private void Resume(Runner runner)
    {
        if (!runner.IsRunning && !runner.HasEnded)
        {
            runner.Forget();
        }
        else if (world.Breakage != Breakage.ForgetsItsRuns)
        {
            var sentAt = new BootInstant(runner.Term.SurvivesUntil.Nanoseconds - ((Terms.Lease - Terms.Margin).Ticks * 100));
            var isOfThisBoot = runner.Run.Owner == Host.Owner;
            var state = new LeaseState(runner.Run, isOfThisBoot ? sentAt : BootInstant.Past, Terms, world.Schedule.HasLog);
            Keep(new SimulatedSession(this, broker, runner.Key, state, runner.IsFresh, runner));
        }
    }

    private void Keep(SimulatedSession session)
    {
        arriving = Math.Max(0, arriving - 1);
        sessions.Add(session);
        session.Begin();
        AskForMore();
    }

    private void CheckOwnership(Message message, DeliveryTag tag, Link link)
    {
        if (!link.IsOpen)
        {
            return;
        }

        Connections.Read(message.Key, facts =>
        {
            if (link.IsOpen)
            {
                Judge(message, tag, world.Breakage == Breakage.SkipsTheOwnershipCheck || !world.Schedule.HasLog ? JobOwnership.None : facts);
            }
        });
    }

    private void Judge(Message message, DeliveryTag tag, JobOwnership facts)
    {
        if (facts.Check(message.Lineage, Host.Owner) is { } run)
        {
            Probe(() => Keep(new SimulatedSession(this, broker, message.Key, Begin(message, tag, run), false)));
            return;
        }

        world.Trace(Host.Name, $"drops {message}");
        Connections.Acknowledge(tag);
        arriving--;
        AskForMore();
    }

    /// <summary>One round trip: what was delivered before is nobody else's for two heartbeats from before it, if the connection is given up for silence.</summary>
    public void Probe(Action? probed = null)
    {
        var asked = Host.Clock;
        Connections.Consuming?.Ask(
            answer => answer(),
            () =>
            {
                probedUntil = asked + TimeSpan.FromTicks(Silence / 100 * 19 / 20);
                sessions.ToList().ForEach(session => session.Post(new LeaseEvent.Probed(new LivenessProbe(asked, probedUntil))));
                probed?.Invoke();
                GoOnProbing();
            },
            () => { });
    }

    private void GoOnProbing()
    {
        if (!isProbing && sessions.Any(session => session.NeedsProbe))
        {
            isProbing = true;
            After(Schedule.Heartbeat / 2, () =>
            {
                isProbing = false;
                Probe();
            });
        }
    }

    private void AskForMore()
    {
        if (!isAsking && sessions.Count + arriving < Slots && Connections.Consuming is { } link)
        {
            isAsking = true;
            link.Send(() => broker.ConsumeOne(link));
        }
    }

    private void Thaw()
    {
        if (isFrozen)
        {
            world.Trace(Host.Name, "worker thaws");
            isFrozen = false;
            var waiting = inbox.ToArray();
            inbox.Clear();
            Array.ForEach(waiting, Post);
        }
    }
}
