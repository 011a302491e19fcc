using System.Text;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Runs one schedule from beginning to end.</summary>
internal sealed class SimulatedRun
{
    private static readonly string[] Names = ["anna", "bert", "carl"];
    private readonly World world;
    private readonly Broker broker;
    private readonly Host[] hosts;

    private SimulatedRun(Schedule schedule, Breakage breakage, StringBuilder? trace)
    {
        world = new World(schedule, breakage, trace);
        broker = new Broker(world);
        // Clocks go wrong by up to half a per cent, less than the margin allows.
        hosts = [.. Names.Take(schedule.Hosts).Select(name =>
            new Host(world, broker, name, schedule.HasOneName ? "lease-queues" : $"the lease.{name}", 1 + (world.Between(-5, 5) / 1000.0)))];
    }

    /// <summary>Runs the schedule.</summary>
    /// <returns>What was violated, or null.</returns>
    public static string? Run(Schedule schedule, Breakage breakage = Breakage.None, StringBuilder? trace = null)
    {
        try
        {
            new SimulatedRun(schedule, breakage, trace).Run();
            return null;
        }
        catch (Violation violation)
        {
            return violation.Message;
        }
    }

    private void Run()
    {
        Array.ForEach(hosts, host => host.StartWorker());
        foreach (var job in world.Schedule.Jobs)
        {
            world.At(job.SentAt, () => Send(job.Key));
        }

        foreach (var fault in world.Schedule.Faults)
        {
            world.At(fault.At, () => Apply(fault));
        }

        var lease = world.Schedule.Lease.Ticks * 100;
        world.Run(world.Schedule.CalmFrom + (8 * lease) + (4 * world.Schedule.Jobs.Max(job => job.Duration)));
        broker.Observer.CheckEnd(broker);
    }

    private void Send(string key)
    {
        world.Trace("sender", $"sends {key}");
        broker.Observer.OnSent(key);
        broker.Store(new Message(key, LeaseLineage.Original) { Queue = Broker.Jobs });
    }

    private void Apply(Fault fault)
    {
        var host = hosts[fault.Target % hosts.Length];
        switch (fault.Kind)
        {
            case FaultKind.BrokerCloses when host.Worker?.Connections.LinkOf(fault.Target) is { } link:
                world.Trace("broker", $"gives up a connection of {host.Name}");
                link.CloseAtBroker();
                // Whoever sends on a dead connection is told so; the longest that stays unnoticed is until the client misses the heartbeats.
                world.After(Math.Min(fault.Length, 4 * Schedule.Heartbeat), link.CloseAtClient);
                break;
            case FaultKind.ClientCloses when host.Worker?.Connections.LinkOf(fault.Target) is { } link:
                link.CloseAtClient();
                world.After(Math.Min(fault.Length, 3 * Schedule.Heartbeat), link.CloseAtBroker);
                break;
            case FaultKind.Partition:
                world.Trace(host.Name, "is cut off");
                host.PartitionedUntil = Math.Max(host.PartitionedUntil, world.Now + fault.Length);
                host.Worker?.Connections.OnPartition(fault.Length);
                break;
            case FaultKind.SlowNetwork:
                world.SlowUntil = world.Now + fault.Length;
                break;
            case FaultKind.Freeze:
                host.Worker?.Freeze(fault.Length);
                break;
            case FaultKind.WorkerCrash:
                host.CrashWorker(fault.Length);
                break;
            case FaultKind.HostCrash:
                host.Crash(fault.Length);
                break;
            case FaultKind.BrokerCrash or FaultKind.PowerLoss when broker.IsUp:
                broker.Crash(fault.Length, fault.Kind == FaultKind.PowerLoss);
                break;
            case FaultKind.DuplicateMessage when broker.IsUp:
                broker.Duplicate(fault.Target);
                break;
            case FaultKind.SendAgain when broker.IsUp:
                SendAgain(fault.Target);
                break;
            case FaultKind.Release:
                host.Worker?.Post(() => host.Worker?.ReleaseAll());
                break;
        }
    }

    private void SendAgain(int target)
    {
        var job = world.Schedule.Jobs[target % world.Schedule.Jobs.Count];
        if (world.Now > job.SentAt)
        {
            Send(job.Key);
        }
    }
}
