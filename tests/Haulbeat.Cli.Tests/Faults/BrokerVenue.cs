using Haulbeat.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A RabbitMQ broker.</summary>
internal sealed class BrokerVenue(Uri broker, BrokerBehavior behavior) : Venue("RabbitMQ " + behavior.Version, broker + Query, leasedEvent: "leased")
{
    /// <summary>Silence is noticed soon.</summary>
    public const string Heartbeat = "heartbeat=2";

    private const string Query = "?" + Heartbeat;
    private const int NotFound = 404;

    /// <summary>The one that all tests share.</summary>
    public static async Task<BrokerVenue> SharedAsync() => new(TestBroker.Require(), await TestBroker.BehaviorAsync());

    public static async Task<BrokerVenue> OfAsync(OwnBroker broker) => new(broker.Address, await broker.BehaviorAsync());

    public override async Task<int> WaitingAsync(string queue, IEnumerable<string> leaseQueues)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var waiting = 0u;
        foreach (var each in leaseQueues.Append(queue).Append("haulbeat.requeued." + queue))
        {
            waiting += await MessagesAsync(connection, each);
        }

        return (int)waiting;
    }

    public override async Task<int> DeadAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        return (int)await MessagesAsync(connection, "haulbeat.dead." + queue);
    }

    private static async Task<uint> MessagesAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == NotFound)
        {
            return 0;
        }
    }
}
