namespace Haulbeat.Lab.Brokers;

/// <summary>The exchanges and the stream that all Haulbeat workers of a broker share. The lab's workers declare those that are missing; the lab removes only these.</summary>
internal sealed class SharedTopology
{
    private readonly BrokerClient broker;
    private readonly IReadOnlyList<string> missing;

    private SharedTopology(BrokerClient broker, IReadOnlyList<string> missing) => (this.broker, this.missing) = (broker, missing);

    /// <summary>Notes what exists before the lab starts.</summary>
    public static async Task<SharedTopology> InspectAsync(BrokerClient broker, CancellationToken cancellationToken)
    {
        var absent = new List<string>();
        foreach (var exchange in HaulbeatNames.Exchanges)
        {
            if (!await broker.HasExchangeAsync(exchange, cancellationToken))
            {
                absent.Add(exchange);
            }
        }

        var events = await broker.CountMessagesAsync([HaulbeatNames.EventLog], cancellationToken);
        return new SharedTopology(broker, events.Count > 0 ? absent : [.. absent, HaulbeatNames.EventLog]);
    }

    /// <summary>Removes what the lab's workers declared, unless somebody else uses it by now.</summary>
    public async Task RemoveUnusedAsync()
    {
        var unused = true;
        foreach (var exchange in HaulbeatNames.Exchanges.Where(missing.Contains))
        {
            unused &= await broker.DeleteUnusedExchangeAsync(exchange);
        }

        // Other workers may have joined in the meantime. The event log is theirs, too.
        if (unused && missing.Contains(HaulbeatNames.EventLog) && await broker.IsUnusedAsync(HaulbeatNames.EventLog))
        {
            await broker.DeleteQueuesAsync([HaulbeatNames.EventLog]);
        }
    }
}
