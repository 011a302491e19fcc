using Haulbeat.RabbitMQ.Connections;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Commands for whoever administers the broker, to paste into a shell. No clock, no I/O.</summary>
internal static class AdministratorCommands
{
    /// <summary>Gives USER these permissions in place of its own.</summary>
    public static string Grant(LeastPermissions permissions, BrokerAddress address) =>
        $"rabbitmqctl set_permissions -p {Quote(address.VirtualHost)} USER {Quote(permissions.Configure)} {Quote(permissions.Write)} {Quote(permissions.Read)}";

    /// <summary>Makes the topology that the definitions describe. What exists is left as it is.</summary>
    /// <remarks>From a file, because rabbitmqctl of 4.x does not read definitions from every kind of stdin. The file is readable for all, because rabbitmqctl may run as a user of its own.</remarks>
    public static string Import(string definitions) =>
        $"file=$(mktemp) && printf %s {Quote(definitions)} >\"$file\" && chmod a+r \"$file\" && rabbitmqctl import_definitions \"$file\"; rm -f \"$file\"";

    /// <summary>Removes a queue whose node has lost it: up to 4.0, `delete_queue` does not find it and nobody can declare it (measured on 3.10.8 and 4.0.5).</summary>
    public static string DeleteLostQueue(string queue, string virtualHost) =>
        $"rabbitmqctl delete_queue -p {Quote(virtualHost)} {Quote(queue)} || rabbitmqctl eval {Quote(DeleteInternally(queue, virtualHost))}";

    private static string DeleteInternally(string queue, string virtualHost) =>
        $"N = rabbit_misc:r({Binary(virtualHost)}, queue, {Binary(queue)}), case erlang:function_exported(rabbit_db_queue, get_durable, 1) of "
        + "true -> {ok, Q} = rabbit_db_queue:get_durable(N), rabbit_amqqueue:internal_delete(Q, <<\"haulbeat\">>); "
        + "false -> rabbit_amqqueue:internal_delete(N, <<\"haulbeat\">>) end.";

    private static string Binary(string text) =>
        $"<<\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"/utf8>>";

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
