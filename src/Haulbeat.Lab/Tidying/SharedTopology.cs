using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Lab.Brokers;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.Lab.Tidying;

/// <summary>What all of a broker's Haulbeat workers share. The lab's workers make it where it is missing; what stood there before stays.</summary>
internal sealed class SharedTopology
{
    private static readonly string[] Exchanges = [LeaseNames.LeaseExchange, LeaseNames.RequeueExchange];

    private readonly BrokerDesk desk;
    private readonly IReadOnlyList<string> missing;

    private SharedTopology(BrokerDesk desk, IReadOnlyList<string> missing) => (this.desk, this.missing) = (desk, missing);

    /// <summary>Looks what is there before the lab begins.</summary>
    public static async Task<SharedTopology> LookAsync(BrokerDesk desk, CancellationToken cancellationToken)
    {
        var absent = new List<string>();
        foreach (var exchange in Exchanges)
        {
            if (!await desk.HasExchangeAsync(exchange, cancellationToken))
            {
                absent.Add(exchange);
            }
        }

        var log = EventLogStream.Default.Name;
        return new SharedTopology(desk, (await desk.CountAsync([log], cancellationToken)).ContainsKey(log) ? absent : [.. absent, log]);
    }

    /// <summary>Removes what the lab's workers made and nobody else has come to use since.</summary>
    public async Task RemoveAsync()
    {
        var unused = true;
        foreach (var exchange in Exchanges.Where(missing.Contains))
        {
            unused &= await desk.RemoveUnusedExchangeAsync(exchange, CancellationToken.None);
        }

        // Where other workers have come in the meantime, it is their history, too.
        if (unused && missing.Contains(EventLogStream.Default.Name) && await desk.IsUnusedAsync(EventLogStream.Default.Name, CancellationToken.None))
        {
            await desk.RemoveAsync([EventLogStream.Default.Name], CancellationToken.None);
        }
    }
}
