using Haulbeat.RabbitMQ.Connections;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Says what a worker needs on the broker, as commands for whoever administers it. No clock, no I/O.</summary>
internal static class WorkerChecks
{
    public static IReadOnlyList<Check> Of(PlannedWorker worker, BrokerAddress address)
    {
        var topology = new WorkerTopology(worker);
        var who = $"worker '{worker.Name}' of '{worker.Queue}' with a lease of {worker.Lease.TotalSeconds:0.###} s";
        return
        [
            new("permissions", CheckVerdict.Good, $"A {who} that declares what is missing needs these permissions and no more. Write its user for USER, whose permissions are replaced:")
            {
                Commands = [AdministratorCommands.Grant(LeastPermissions.ToDeclare(topology), address)],
            },
            new("made beforehand", CheckVerdict.Good, $"A {who} that may declare nothing (--declare never) needs these permissions and no more, and the topology made by somebody who may. What exists is left as it is:")
            {
                Commands = [AdministratorCommands.Import(Definitions.Write(topology, address.VirtualHost)), AdministratorCommands.Grant(LeastPermissions.ToWork(topology), address)],
            },
        ];
    }
}
