namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>How a queue is removed whose node has forgotten it: up to 4.0 `delete_queue` does not find it, and nobody can declare it. No clock, no I/O.</summary>
internal static class ForgottenQueue
{
    /// <summary>The command, for whoever administers the broker.</summary>
    public static string Command(string queue, string virtualHost) =>
        $"rabbitmqctl delete_queue -p {ShellText.Quote(virtualHost)} {ShellText.Quote(queue)} || rabbitmqctl eval {ShellText.Quote(Expression(queue, virtualHost))}";

    private static string Expression(string queue, string virtualHost) =>
        $"N = rabbit_misc:r({Binary(virtualHost)}, queue, {Binary(queue)}), case erlang:function_exported(rabbit_db_queue, get_durable, 1) of "
        + "true -> {ok, Q} = rabbit_db_queue:get_durable(N), rabbit_amqqueue:internal_delete(Q, <<\"haulbeat\">>); "
        + "false -> rabbit_amqqueue:internal_delete(N, <<\"haulbeat\">>) end.";

    private static string Binary(string text) =>
        $"<<\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"/utf8>>";
}
