using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Lab;

/// <summary>The queues, exchanges and bindings of a broker. The lab removes none of them, and leaves none behind.</summary>
internal sealed record BrokerInventory(IReadOnlyList<string> Queues, IReadOnlyList<string> Exchanges, IReadOnlyList<string> Bindings)
{
    public static async Task<BrokerInventory> TakeAsync(OwnBroker broker) => new(
        await LinesAsync(broker, "list_queues", "name", "messages"),
        await LinesAsync(broker, "list_exchanges", "name", "type"),
        await LinesAsync(broker, "list_bindings", "source_name", "destination_name", "routing_key"));

    /// <summary>Waits until the broker has forgotten all connections. It does so shortly after they end.</summary>
    public static Task NobodyIsConnectedAsync(OwnBroker broker) =>
        Eventually.BecomesAsync(async () => (await LinesAsync(broker, "list_connections", "pid")).Count == 0);

    private static async Task<IReadOnlyList<string>> LinesAsync(OwnBroker broker, string list, params string[] columns) =>
        [.. (await broker.ControlAsync([list, "--no-table-headers", .. columns])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
