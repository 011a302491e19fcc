using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A worker's two connections, made anew whenever they are lost, and what is said on them.</summary>
internal sealed class Connections(World world, Broker broker, SimulatedWorker worker)
{
    private const long Silence = 2 * Schedule.Heartbeat;
    private readonly List<Action> unsent = [];
    private Link? publishing;

    public Link? Consuming { get; private set; }

    private IEnumerable<Link> OpenLinks => new[] { Consuming, publishing }.OfType<Link>();

    public void Open()
    {
        ConnectConsuming();
        ConnectPublishing();
    }

    public Link? LinkOf(int which) => which % 3 == 0 ? publishing : Consuming;

    public void CloseByKernel(long noticedAfter)
    {
        foreach (var link in OpenLinks)
        {
            link.CloseByKernel(noticedAfter);
        }
    }

    public void OnFrozen(long length)
    {
        foreach (var link in OpenLinks)
        {
            CloseIfSilent(link, length);
        }
    }

    /// <summary>No connection is given up for silence earlier than two heartbeats after its last sign of life.</summary>
    public void OnPartition(long length)
    {
        foreach (var link in OpenLinks)
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

    public void OnLost(Link link)
    {
        world.Trace(worker.Host.Name, link == Consuming ? "lost its consuming connection" : "lost its publishing connection");
        if (link == publishing)
        {
            publishing = null;
            ConnectPublishing();
            return;
        }

        Consuming = null;
        worker.OnSessionLost(link.Session);
        ConnectConsuming();
    }

    public void Publish(string key, LeaseLineage lease, Action confirmed, Action failed) =>
        WhenPublishing(link => link.Ask(confirm => broker.Publish(key, lease, worker.Host.Queue, confirm), confirmed, failed));

    public void Append(string key, OwnershipEntry entry, Action confirmed, Action failed) =>
        WhenPublishing(link => link.Ask(confirm => broker.Append(key, entry, confirm), confirmed, failed));

    /// <summary>Reads the log to its end.</summary>
    public void Read(string key, Action<JobOwnership> read)
    {
        var facts = JobOwnership.None;
        WhenPublishing(link => link.Ask(
            answer =>
            {
                facts = broker.Log.Read(key);
                answer();
            },
            () => read(facts),
            () => Read(key, read)));
    }

    /// <returns>Whether it could be sent.</returns>
    public bool Acknowledge(DeliveryTag tag) => OnConsuming(tag, link => broker.Acknowledge(link, tag.Number));

    /// <summary>Requeues the messages of a job of which nothing runs any more: a lease message to the requeued jobs, the sender's message to its queue.</summary>
    public void Requeue(LeaseDelivery delivery) => OnConsuming(delivery.Tag, link =>
    {
        if (delivery.Version.IsOriginal)
        {
            broker.Requeue(link, delivery.Tag.Number);
        }
        else
        {
            broker.Reject(link, delivery.Tag.Number);
        }
    });

    private void ConnectConsuming() => Connect(link =>
    {
        Consuming = link;
        link.Send(() => broker.Consume(link, worker.Host.Queue));
        worker.OnConsuming();
    });

    private void ConnectPublishing() => Connect(link =>
    {
        publishing = link;
        var waiting = unsent.ToArray();
        unsent.Clear();
        Array.ForEach(waiting, send => send());
    });

    private void Connect(Action<Link> connected) => worker.After(world.Between(World.Millisecond, World.Second), () =>
    {
        if (broker.IsUp && !worker.Host.IsPartitioned)
        {
            connected(broker.Connect(worker));
        }
        else
        {
            Connect(connected);
        }
    });

    public void WhenPublishing(Action<Link> send)
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

    private bool OnConsuming(DeliveryTag tag, Action<Link> atBroker)
    {
        if (Consuming is not { } link || link.Session != tag.Session)
        {
            return false;
        }

        link.Send(() => atBroker(link));
        return true;
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
}
