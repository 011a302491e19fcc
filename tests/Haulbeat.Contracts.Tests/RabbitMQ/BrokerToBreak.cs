using Haulbeat.Testing;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>A broker that the tests of one class break in turn.</summary>
public sealed class BrokerToBreak : IAsyncLifetime
{
    public OwnBroker Broker { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Broker = await OwnBroker.StartAsync();

    public ValueTask DisposeAsync() => Broker?.DisposeAsync() ?? default;

    /// <summary>In milliseconds. Before 4.3 a channel keeps what holds when it is opened; later ones are not reached by this.</summary>
    public Task<string> SetAckTimeoutAsync(int timeout) =>
        Broker.ControlAsync("eval", $"application:set_env(rabbit, consumer_timeout, {timeout}).");

    /// <summary>Before 4.3 a channel looks once a minute, and from then on a queue when its timer says so, which it may forget to set: makes them look now.</summary>
    public Task<string> LookForOverdueAcksAsync() => Broker.ControlAsync(
        "eval",
        "[P ! tick || P <- rabbit_channel:list_local()], [ra:cast_aux_command(amqqueue:get_pid(Q), eval) || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue].");

    /// <summary>A quorum queue with an ack timeout of its own, in milliseconds, which 4.3 keeps to at once.</summary>
    public async Task DeclareAsync(string queue, int ackTimeout, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = Broker.Address }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-consumer-timeout"] = ackTimeout };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
    }
}
