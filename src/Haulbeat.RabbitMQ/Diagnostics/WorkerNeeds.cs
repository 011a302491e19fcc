using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Says what a worker needs on the broker, as commands for whoever administers it. No clock, no I/O.</summary>
internal static class WorkerNeeds
{
    public static IReadOnlyList<Check> Of(PlannedWorker worker, BrokerAddress address)
    {
        var topology = new WorkerTopology(worker);
        var who = $"worker '{worker.Name}' of '{worker.Queue}' with a lease of {worker.Lease.TotalSeconds:0.###} s";
        return
        [
            new("permissions", CheckVerdict.Good, $"A {who} that makes what is missing needs no more than this. Write its user for USER, whose permissions are replaced:")
            {
                Commands = [Grant(LeastPermissions.ToDeclare(topology), address)],
            },
            new("made beforehand", CheckVerdict.Good, $"A {who} that may declare nothing (--declare never) needs no more than this, and the topology made by somebody who may. What exists is left as it is:")
            {
                Commands = [Import(Definitions.Write(topology, address.VirtualHost)), Grant(LeastPermissions.ToWork(topology), address)],
            },
        ];
    }

    // From a file: rabbitmqctl of 4.x does not read definitions from everything that stdin can be. It may run as a user of its own.
    private static string Import(string definitions) =>
        $"file=$(mktemp) && printf %s {ShellText.Quote(definitions)} >\"$file\" && chmod a+r \"$file\" && rabbitmqctl import_definitions \"$file\"; rm -f \"$file\"";

    private static string Grant(LeastPermissions permissions, BrokerAddress address) =>
        $"rabbitmqctl set_permissions -p {ShellText.Quote(address.VirtualHost)} USER {ShellText.Quote(permissions.Configure)} {ShellText.Quote(permissions.Write)} {ShellText.Quote(permissions.Read)}";
}
