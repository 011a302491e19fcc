using Haulbeat.Custody;
using Haulbeat.Custody.Protocol;

namespace Haulbeat.Tests.Custody.Simulation;

/// <summary>A worker process, as the RabbitMQ transport is one: receives, arbitrates, and hands each job to a keeper.</summary>
internal sealed class Worker(World world, Broker broker, Host host)
{
    private const int Slots = 2;
    private const long Silence = 2 * Schedule.Heartbeat;
    private readonly Dictionary<(string Key, int Run), Keeper> claimed = [];
    private readonly HashSet<Keeper> keepers = [];
    private readonly HashSet<string> heldBefore = [];
    private readonly List<Action> inbox = [];
    private readonly List<Action> unsent = [];
    private Link? consuming;
    private Link? publishing;
    private BootInstant proof;
    private bool isFrozen;
    private bool isDead;
    private bool isProving;
    private bool isAsking;
    private int arriving;

    public Host Host { get; } = host;

    public LeaseTerms Terms { get; } = new(world.Schedule.Lease);

    public void Start()
    {
        foreach (var runner in Host.Runners.ToArray())
        {
            Resume(runner);
        }

        ConnectConsuming();
        ConnectPublishing();
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
        consuming?.CloseByKernel(noticedAfter);
        publishing?.CloseByKernel(noticedAfter);
    }

    public void Freeze(long length)
    {
        world.Trace(Host.Name, "worker freezes");
        isFrozen = true;
        foreach (var link in new[] { consuming, publishing }.OfType<Link>())
        {
            CloseIfSilent(link, length);
        }

        world.After(length, Thaw);
    }

    /// <summary>No connection is given up for silence earlier than two heartbeats after its last sign of life.</summary>
    public void OnPartition(long length)
    {
        foreach (var link in new[] { consuming, publishing }.OfType<Link>())
        {
            CloseIfSilent(link, length);
            var deadline = world.Between(Silence, 2 * Silence);
            if (length > deadline)
            {
                world.After(deadline, link.CloseAtClient);
                world.After(length + world.Latency(), link.CloseAtBroker);
            }
        }
    }

    public Link? LinkOf(int which) => which % 3 == 0 ? publishing : consuming;

    public void ReleaseAll() => keepers.ToList().ForEach(keeper => keeper.HandBack());

    public void OnLost(Link link)
    {
        world.Trace(Host.Name, link == consuming ? "lost its consuming connection" : "lost its publishing connection");
        if (link == publishing)
        {
            publishing = null;
            ConnectPublishing();
            return;
        }

        (consuming, isAsking, isProving, arriving) = (null, false, false, 0);
        keepers.ToList().ForEach(keeper => keeper.OnGenerationLost(link.Generation));
        ConnectConsuming();
    }

    /// <summary>A message from the user's queue or from its returned jobs.</summary>
    public void OnArrival(Message message, bool isRedelivered, DeliveryTag tag, Link link)
    {
        isAsking = false;
        arriving++;
        AskForMore();
        if (message.Number.IsOriginal && !isRedelivered)
        {
            Prove(() => Keep(new Keeper(this, broker, message.Key, Begin(message, tag, new CopyStamp(new CopyNumber(0, 0, Host.Holder), CopyNumber.Original)), true)));
        }
        else if (message.Number.IsOriginal && !heldBefore.Contains(message.Key) && world.Breakage != Breakage.DoesNotWaitForSilentHolders)
        {
            // Its holder may be frozen, or may not know yet that it lost its connection: it may run the job for two heartbeats more.
            After(Silence, () => Arbitrate(message, tag, link));
        }
        else
        {
            Arbitrate(message, tag, link);
        }
    }

    /// <summary>A copy from the own custody queue.</summary>
    public void OnCopy(Message message, DeliveryTag tag, Link link)
    {
        var number = message.Number;
        if (claimed.TryGetValue((message.Key, number.Run), out var keeper) && keeper.Run.IsOfSameRun(number))
        {
            keeper.OnDelivered(message.Stamp, tag);
        }
        else if (Host.Made(number.Holder))
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

    /// <summary>One claimed run of a job at a time.</summary>
    public bool Register(Keeper keeper)
    {
        if (claimed.TryGetValue((keeper.Key, keeper.Run.Run), out var other) && other != keeper && !other.IsDone)
        {
            return false;
        }

        claimed[(keeper.Key, keeper.Run.Run)] = keeper;
        return true;
    }

    /// <summary>The keeper is done. One that ended stays known for the copies that still come.</summary>
    public void Remove(Keeper keeper, bool hasEnded)
    {
        keepers.Remove(keeper);
        heldBefore.Add(keeper.Key);
        if (!hasEnded && claimed.GetValueOrDefault((keeper.Key, keeper.Run.Run)) == keeper)
        {
            claimed.Remove((keeper.Key, keeper.Run.Run));
        }

        AskForMore();
    }

    public void Publish(string key, CopyStamp copy, Action confirmed, Action failed) =>
        WhenPublishing(link => link.Ask(confirm => broker.Publish(key, copy, Host.Queue, confirm), confirmed, failed));

    public void Append(string key, LogEntry entry, Action confirmed, Action failed) =>
        WhenPublishing(link => link.Ask(confirm => broker.Append(key, entry, confirm), confirmed, failed));

    /// <summary>Reads the log to its end.</summary>
    public void Read(string key, Action<JobFacts> read)
    {
        var facts = JobFacts.None;
        WhenPublishing(link => link.Ask(
            answer =>
            {
                facts = broker.Log.Read(key);
                answer();
            },
            () => read(facts),
            () => Read(key, read)));
    }

    public void Acknowledge(DeliveryTag tag) => OnConsuming(tag, link => broker.Acknowledge(link, tag.Number));

    /// <summary>Hands back what nothing runs of any more: a copy goes to the returned jobs, the sender's message to its queue.</summary>
    public void HandBack(CopyLink delivery) => OnConsuming(delivery.Tag, link =>
    {
        if (delivery.Number.IsOriginal)
        {
            broker.Requeue(link, delivery.Tag.Number);
        }
        else
        {
            broker.Reject(link, delivery.Tag.Number);
        }
    });

    private CopyChain Begin(Message message, DeliveryTag tag, CopyStamp run) =>
        new(message.Number, tag, run, proof, Terms, world.Schedule.HasLog);

    private void Resume(Runner runner)
    {
        if (!runner.IsRunning && !runner.HasEnded)
        {
            runner.Forget();
        }
        else if (world.Breakage != Breakage.ForgetsItsRuns)
        {
            var sentAt = new BootInstant(runner.Term.SurvivesUntil.Nanoseconds - ((Terms.Lease - Terms.Margin).Ticks * 100));
            var isOfThisBoot = runner.Run.Holder == Host.Holder;
            var chain = new CopyChain(runner.Run, isOfThisBoot ? sentAt : BootInstant.Past, Terms, world.Schedule.HasLog);
            Keep(new Keeper(this, broker, runner.Key, chain, runner));
        }
    }

    private void Keep(Keeper keeper)
    {
        arriving = Math.Max(0, arriving - 1);
        keepers.Add(keeper);
        keeper.Begin();
        AskForMore();
    }

    private void Arbitrate(Message message, DeliveryTag tag, Link link)
    {
        if (!link.IsOpen)
        {
            return;
        }

        Read(message.Key, facts =>
        {
            if (link.IsOpen)
            {
                Judge(message, tag, world.Breakage == Breakage.DoesNotArbitrate || !world.Schedule.HasLog ? JobFacts.None : facts);
            }
        });
    }

    private void Judge(Message message, DeliveryTag tag, JobFacts facts)
    {
        if (Arbiter.Decide(message.Stamp, facts, Host.Holder) is { } run)
        {
            Prove(() => Keep(new Keeper(this, broker, message.Key, Begin(message, tag, run), false)));
            return;
        }

        world.Trace(Host.Name, $"drops {message}");
        Acknowledge(tag);
        arriving--;
        AskForMore();
    }

    /// <summary>One round trip: what was delivered before is nobody else's for two heartbeats from before it, if the connection is given up for silence.</summary>
    public void Prove(Action? proven = null)
    {
        var asked = Host.Clock;
        consuming?.Ask(
            answer => answer(),
            () =>
            {
                proof = asked + TimeSpan.FromTicks(Silence / 100 * 19 / 20);
                keepers.ToList().ForEach(keeper => keeper.OnProven(asked, proof));
                proven?.Invoke();
                GoOnProving();
            },
            () => { });
    }

    private void GoOnProving()
    {
        if (!isProving && keepers.Any(keeper => keeper.NeedsProof))
        {
            isProving = true;
            After(Schedule.Heartbeat / 2, () =>
            {
                isProving = false;
                Prove();
            });
        }
    }

    private void AskForMore()
    {
        if (!isAsking && keepers.Count + arriving < Slots && consuming is { } link)
        {
            isAsking = true;
            link.Send(() => broker.ConsumeOne(link));
        }
    }

    private void ConnectConsuming() => Connect(link =>
    {
        consuming = link;
        link.Send(() => broker.Consume(link, Host.Queue));
        AskForMore();
        GoOnProving();
    });

    private void ConnectPublishing() => Connect(link =>
    {
        publishing = link;
        var waiting = unsent.ToArray();
        unsent.Clear();
        Array.ForEach(waiting, send => send());
    });

    private void Connect(Action<Link> connected) => After(world.Between(World.Millisecond, World.Second), () =>
    {
        if (broker.IsUp && !Host.IsPartitioned)
        {
            connected(broker.Connect(this));
        }
        else
        {
            Connect(connected);
        }
    });

    private void WhenPublishing(Action<Link> send)
    {
        if (publishing is { IsOpen: true } link)
        {
            send(link);
        }
        else
        {
            unsent.Add(() => WhenPublishing(send));
        }
    }

    private void OnConsuming(DeliveryTag tag, Action<Link> atBroker)
    {
        if (consuming is { } link && link.Generation == tag.Generation)
        {
            link.Send(() => atBroker(link));
        }
    }

    private void CloseIfSilent(Link link, long length)
    {
        var deadline = world.Between(Silence, Silence + Schedule.Heartbeat);
        if (length > deadline)
        {
            world.After(deadline, link.CloseAtBroker);
            world.After(deadline + world.Latency(), link.CloseAtClient);
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
