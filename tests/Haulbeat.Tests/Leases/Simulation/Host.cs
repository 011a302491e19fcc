using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>A machine with its clock, the state directory of its worker, and what runs on it.</summary>
internal sealed class Host(World world, Broker broker, string name, string queue, double rate)
{
    private long bootedAt = -World.Second * 1000;
    private int boots;

    public string Name { get; } = name;

    /// <summary>The lease queue of its worker.</summary>
    public string Queue { get; } = queue;

    /// <summary>The state directory in this boot of the machine.</summary>
    public string Owner => $"{Name}.{boots}";

    public World World { get; } = world;

    public long PartitionedUntil { get; set; }

    public SimulatedWorker? Worker { get; private set; }

    public List<Runner> Runners { get; } = [];

    public BootInstant Clock => new((long)((World.Now - bootedAt) * rate));

    public bool IsPartitioned => World.Now < PartitionedUntil;

    /// <summary>After so much time on this host's clock.</summary>
    public void After(long delay, Action action) => World.After((long)(delay / rate), action);

    public void At(BootInstant time, Action action) => World.At(bootedAt + (long)Math.Ceiling(time.Nanoseconds / rate), action);

    /// <summary>Whether this host's state directory made it, in this boot or an earlier one.</summary>
    public bool Made(string owner) => owner.AsSpan(0, owner.IndexOf('.')).SequenceEqual(Name);

    public void StartWorker()
    {
        if (Worker is null)
        {
            World.Trace(Name, "worker starts");
            Worker = new SimulatedWorker(World, broker, this);
            Worker.Start();
        }
    }

    public void CrashWorker(long length)
    {
        if (Worker is { } worker)
        {
            World.Trace(Name, "worker crashes");
            Worker = null;
            worker.Die(World.Between(World.Millisecond, 20 * World.Millisecond));
            Runners.ForEach(runner => World.After(World.Between(0, 20 * World.Millisecond), runner.OnWorkerGone));
            World.After(length, StartWorker);
        }
    }

    public void Crash(long length)
    {
        World.Trace(Name, "host crashes");
        var worker = Worker;
        Worker = null;
        // Nobody tells the broker: it closes the connection when it was silent for two to three heartbeats.
        worker?.Die(World.Between(2 * Schedule.Heartbeat, 3 * Schedule.Heartbeat));
        Runners.ForEach(runner => runner.Kill());
        World.After(length, Boot);
    }

    private void Boot()
    {
        if (Worker is null)
        {
            boots++;
            bootedAt = World.Now - World.Second;
            StartWorker();
        }
    }
}
