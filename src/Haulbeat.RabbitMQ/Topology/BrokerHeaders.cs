using System.Collections.Frozen;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The headers that brokers and client libraries put on messages. They are not the sender's, and some do harm when the message is published again.</summary>
/// <remarks>
/// With x-death, 3.x takes the message for a dead-letter cycle and discards it (https://www.rabbitmq.com/docs/dlx#dead-letter-cycle). CC and BCC route it to further queues
/// (https://www.rabbitmq.com/docs/sender-selected).
/// </remarks>
internal static class BrokerHeaders
{
    public const string TraceParent = "traceparent";

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal, "x-delivery-count", "x-acquired-count", "x-stream-offset", "x-dotnet-pub-seq-no", "CC", "BCC");

    private static readonly string[] Prefixes = ["x-death", "x-first-death-", "x-last-death-"];

    public static bool Includes(string name) =>
        Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
