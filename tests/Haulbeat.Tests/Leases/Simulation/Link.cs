using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A connection, seen from both ends, which do not learn of its end together. What was sent arrives in order, late, or never.</summary>
internal sealed class Link(World world, Broker broker, SimulatedWorker worker, long session)
{
    private readonly HashSet<Action> unanswered = new(ReferenceEqualityComparer.Instance);
    private bool isOpenAtBroker = true;
    private long lastUp;
    private long lastDown;
    private ulong newestTag;

    public long Session { get; } = session;

    public SimulatedWorker Worker { get; } = worker;

    public bool IsOpen { get; private set; } = true;

    public Dictionary<ulong, Message> Unacknowledged { get; } = [];

    /// <summary>Sends what needs no answer.</summary>
    public void Send(Action atBroker)
    {
        if (IsOpen)
        {
            world.At(lastUp = ReceivedMessage(lastUp), () => Arrive(atBroker));
        }
    }

    /// <summary>Sends, and waits until the answer is there or the connection is gone: then nobody knows whether it took effect.</summary>
    public void Ask(Action<Action> atBroker, Action answered, Action failed)
    {
        var question = new Action(failed.Invoke);
        unanswered.Add(question);
        Send(() => atBroker(() => Reply(() => Answer(answered, question))));
    }

    public void Deliver(Message message, Action<ulong> received)
    {
        var tag = ++newestTag;
        Unacknowledged.Add(tag, message);
        Reply(() => received(tag));
    }

    public void CloseAtBroker()
    {
        if (isOpenAtBroker)
        {
            isOpenAtBroker = false;
            broker.Forget(this);
        }
    }

    public void CloseAtClient()
    {
        if (IsOpen)
        {
            IsOpen = false;
            Worker.Post(Lose);
        }
    }

    /// <summary>The process is gone: all that it sent arrives, then the end.</summary>
    public void CloseByKernel(long delay)
    {
        IsOpen = false;
        world.At(Math.Max(lastUp, world.Now + delay), CloseAtBroker);
    }

    private long ReceivedMessage(long earlier) => Math.Max(earlier, Math.Max(world.Now, Worker.Host.PartitionedUntil) + world.Latency());

    private void Arrive(Action atBroker)
    {
        if (isOpenAtBroker)
        {
            atBroker();
        }
    }

    private void Reply(Action atWorker)
    {
        if (isOpenAtBroker)
        {
            world.At(lastDown = ReceivedMessage(lastDown), () => Worker.Post(() => Receive(atWorker)));
        }
    }

    private void Receive(Action atWorker)
    {
        if (IsOpen)
        {
            atWorker();
        }
    }

    private void Answer(Action answered, Action question)
    {
        if (unanswered.Remove(question))
        {
            answered();
        }
    }

    private void Lose()
    {
        Worker.Connections.OnLost(this);
        foreach (var failed in unanswered.ToArray())
        {
            failed();
        }
    }
}
