using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>The broker: the user's queue, that of the requeued jobs, the workers' lease queues, and the log.</summary>
internal sealed class Broker(World world)
{
    public const string Jobs = "jobs";
    public const string Requeued = "requeued";

    private readonly Dictionary<string, List<Message>> ready = [];
    private readonly Dictionary<string, List<Link>> consumers = [];
    private readonly List<Link> links = [];
    private readonly List<Action> uncommitted = [];
    private readonly List<(Message Message, long At)> acknowledged = [];
    private long sessions;

    public Log Log { get; } = new();

    public List<Message> Messages { get; } = [];

    public Observer Observer { get; } = new(world);

    public bool IsUp { get; private set; } = true;

    public Link Connect(SimulatedWorker worker)
    {
        var link = new Link(world, this, worker, ++sessions);
        links.Add(link);
        return link;
    }

    /// <summary>Puts the message in its queue.</summary>
    public void Store(Message message)
    {
        Messages.Add(message);
        Enqueue(message, atHead: false);
        if (message.ExpiresAt < long.MaxValue)
        {
            world.At(message.ExpiresAt, () => Expire(message));
        }
    }

    /// <summary>Publishes a lease message. It is on disk a moment later, then confirmed; a crash before that leaves either.</summary>
    public void Publish(string key, LeaseLineage lease, string queue, Action confirm) =>
        Commit(() => Store(new Message(key, lease) { Queue = queue, ExpiresAt = world.Now + (world.Schedule.Lease.Ticks * 100) }), confirm);

    public void Append(string key, OwnershipEntry entry, Action confirm) => Commit(() => Write(key, entry), confirm);

    /// <summary>Hands out one message: of the requeued ones if there is any.</summary>
    public void ConsumeOne(Link link)
    {
        Consumers(Jobs).Add(link);
        Dispatch(Requeued);
        Dispatch(Jobs);
    }

    /// <summary>Hands out all that is and comes to the lease queue.</summary>
    public void Consume(Link link, string queue)
    {
        Consumers(queue).Add(link);
        Dispatch(queue);
    }

    public void Acknowledge(Link link, ulong tag)
    {
        if (link.Unacknowledged.Remove(tag, out var message))
        {
            acknowledged.Add((message, world.Now));
            Messages.Remove(message);
            Observer.OnRemoved(this, message);
        }
    }

    public void Reject(Link link, ulong tag)
    {
        if (link.Unacknowledged.Remove(tag, out var message))
        {
            MoveToRequeued(message);
        }
    }

    public void Requeue(Link link, ulong tag)
    {
        if (link.Unacknowledged.Remove(tag, out var message))
        {
            Requeue(message);
        }
    }

    /// <summary>The connection is gone: nobody will acknowledge what it was handed.</summary>
    public void Forget(Link link)
    {
        links.Remove(link);
        foreach (var list in consumers.Values)
        {
            list.RemoveAll(consumer => consumer == link);
        }

        foreach (var message in link.Unacknowledged.Values.Reverse())
        {
            Requeue(message);
        }

        link.Unacknowledged.Clear();
    }

    public void Duplicate(int which)
    {
        var leases = Messages.Where(message => !message.Number.IsOriginal).ToArray();
        if (leases.Length > 0)
        {
            var lease = leases[which % leases.Length];
            world.Trace("broker", $"has {lease} twice");
            Store(new Message(lease.Key, lease.Lineage) { Queue = lease.Queue, ExpiresAt = lease.ExpiresAt });
        }
    }

    public void Crash(long length, bool losesLog)
    {
        world.Trace("broker", losesLog ? "loses power" : "crashes");
        IsUp = false;
        uncommitted.Where(_ => world.OneIn(2)).ToList().ForEach(commit => commit());
        uncommitted.Clear();
        if (losesLog)
        {
            Log.LoseAfter(world.Now - world.Between(0, 2 * World.Second));
        }

        foreach (var link in links.ToArray())
        {
            link.CloseAtBroker();
            world.After(world.Between(World.Millisecond, length), link.CloseAtClient);
        }

        ForgetAcknowledgements();
        world.After(length, () => IsUp = true);
    }

    private void ForgetAcknowledgements()
    {
        foreach (var (message, at) in acknowledged.ToArray())
        {
            if (at > world.Now - (100 * World.Millisecond) && world.OneIn(2))
            {
                world.Trace("broker", $"forgets that {message} was acknowledged");
                Messages.Add(message);
                Requeue(message);
            }
        }

        acknowledged.Clear();
    }

    private void Commit(Action effect, Action confirm)
    {
        uncommitted.Add(effect);
        world.After(world.Between(World.Millisecond / 10, 3 * World.Millisecond), () =>
        {
            if (uncommitted.Remove(effect))
            {
                effect();
                confirm();
            }
        });
    }

    private void Write(string key, OwnershipEntry entry)
    {
        world.Trace("log", $"{(Log.Read(key).Accept(entry) ? "" : "(ignored) ")}{key} {Show(entry)}");
        Log.Append(key, entry, world.Now);
        Observer.OnLogged(this, key);
    }

    private static string Show(OwnershipEntry entry) => entry switch
    {
        OwnershipEntry.Leased(var lease) => $"leased {Message.Name(lease.Version)} from {Message.Name(lease.From)}",
        OwnershipEntry.Ended(var run) => $"ended by run {run.Version.Run} of {run.Version.Owner}",
        _ => "",
    };

    private void Expire(Message message)
    {
        if (message.Queue is not (Requeued or Jobs) && Ready(message.Queue).Remove(message))
        {
            MoveToRequeued(message);
        }
    }

    private void MoveToRequeued(Message message)
    {
        world.Trace("broker", $"requeues {message}");
        message.Queue = Requeued;
        Enqueue(message, atHead: false);
    }

    private void Requeue(Message message)
    {
        if (world.Now >= message.ExpiresAt && message.Queue != Requeued)
        {
            MoveToRequeued(message);
            return;
        }

        message.IsRedelivered = true;
        Enqueue(message, atHead: true);
    }

    private void Enqueue(Message message, bool atHead)
    {
        Ready(message.Queue).Insert(atHead ? 0 : Ready(message.Queue).Count, message);
        Dispatch(message.Queue);
    }

    private void Dispatch(string queue)
    {
        var isLease = queue is not (Requeued or Jobs);
        var waiting = Consumers(isLease ? queue : Jobs);
        while (waiting.Count > 0 && Ready(queue).Count > 0)
        {
            var link = waiting[world.Choose(waiting.Count)];
            HandOut(Ready(queue)[0], link, isLease);
            if (!isLease)
            {
                waiting.Remove(link);
            }
        }
    }

    private void HandOut(Message message, Link link, bool isLease)
    {
        Ready(message.Queue).RemoveAt(0);
        var isRedelivered = message.IsRedelivered;
        link.Deliver(message, tag =>
        {
            if (isLease)
            {
                link.Worker.OnLeaseMessage(message, new DeliveryTag(link.Session, tag), link);
            }
            else
            {
                link.Worker.OnReceived(message, isRedelivered, new DeliveryTag(link.Session, tag), link);
            }
        });
    }

    private List<Message> Ready(string queue) => ready.TryGetValue(queue, out var list) ? list : ready[queue] = [];

    private List<Link> Consumers(string queue) => consumers.TryGetValue(queue, out var list) ? list : consumers[queue] = [];
}
