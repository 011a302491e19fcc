using System.Collections.Frozen;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>The headers that brokers and client libraries put on messages: they are not the sender's, and some do harm on a copy.</summary>
/// <remarks>A copied x-death makes 3.x drop the copy as a dead-letter cycle; CC and BCC send further copies.</remarks>
internal static class BrokerHeaders
{
    public const string TraceParent = "traceparent";

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal, "x-delivery-count", "x-acquired-count", "x-stream-offset", "x-dotnet-pub-seq-no", "CC", "BCC");

    private static readonly string[] Prefixes = ["x-death", "x-first-death-", "x-last-death-"];

    public static bool Includes(string name) =>
        Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
