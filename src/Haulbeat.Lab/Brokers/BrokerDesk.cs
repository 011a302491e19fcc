using System.Text;
using Haulbeat.RabbitMQ.Connections;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.Lab.Brokers;

/// <summary>What the lab itself asks of a broker. Each question has a connection of its own: a broker may be restarted between two.</summary>
internal sealed class BrokerDesk(BrokerAddress address, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Connector connector = new(address, Timeout, "haulbeat lab", time);

    public BrokerAddress Address { get; } = address;

    /// <summary>The broker's version, as it tells clients.</summary>
    public Task<string> VersionAsync(CancellationToken cancellationToken) => AskAsync(
        connection => Task.FromResult(connection.ServerProperties?["version"] is byte[] version ? Encoding.UTF8.GetString(version) : "0.0"), cancellationToken);

    /// <summary>Makes a durable queue with one message in it.</summary>
    public Task MakeAsync(string queue, Dictionary<string, object?> arguments, string body, CancellationToken cancellationToken) => AskAsync(
        async connection =>
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
            var properties = new BasicProperties { Persistent = true, MessageId = queue };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.ASCII.GetBytes(body), cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>How many messages are ready in each queue; those that do not exist are left out.</summary>
    public Task<Dictionary<string, uint>> CountAsync(IEnumerable<string> queues, CancellationToken cancellationToken) => AskAsync(
        async connection =>
        {
            var counts = new Dictionary<string, uint>(StringComparer.Ordinal);
            foreach (var queue in queues)
            {
                if (await TryAsync(connection, channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken)) is { } found)
                {
                    counts[queue] = found.MessageCount;
                }
            }

            return counts;
        },
        cancellationToken);

    /// <summary>Removes queues, whether they exist or not.</summary>
    public Task RemoveAsync(IEnumerable<string> queues, CancellationToken cancellationToken) => AskAsync(
        async connection =>
        {
            foreach (var queue in queues)
            {
                await TryAsync(connection, channel => DoAsync(channel.QueueDeleteAsync(queue, cancellationToken: cancellationToken)));
            }

            return true;
        },
        cancellationToken);

    public Task<bool> HasExchangeAsync(string exchange, CancellationToken cancellationToken) => AskAsync(
        async connection => await TryAsync(connection, channel => DoAsync(channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken))) is not null, cancellationToken);

    /// <summary>Removes an exchange to which nothing is bound.</summary>
    /// <returns>Whether it is gone.</returns>
    public Task<bool> RemoveUnusedExchangeAsync(string exchange, CancellationToken cancellationToken) => AskAsync(
        async connection => await TryAsync(connection, channel => DoAsync(channel.ExchangeDeleteAsync(exchange, ifUnused: true, cancellationToken: cancellationToken))) is not null, cancellationToken);

    /// <summary>Whether a queue exists that nobody consumes.</summary>
    public Task<bool> IsUnusedAsync(string queue, CancellationToken cancellationToken) => AskAsync(
        async connection => await TryAsync(connection, channel => channel.QueueDeclarePassiveAsync(queue, cancellationToken)) is { ConsumerCount: 0 }, cancellationToken);

    private static async Task<string> DoAsync(Task task)
    {
        await task;
        return "";
    }

    // A channel to throw away: the broker closes it if the answer is no.
    private static async Task<T?> TryAsync<T>(IConnection connection, Func<IChannel, Task<T>> ask)
        where T : class
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync();
            return await ask(channel);
        }
        catch (OperationInterruptedException) when (connection.IsOpen)
        {
            return null;
        }
    }

    private async Task<T> AskAsync<T>(Func<IConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await connector.OpenAsync("control", cancellationToken);
        try
        {
            var answer = await ask(connection);
            await connection.CloseAsync(cancellationToken);
            return answer;
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            throw BrokerRefusal.Explain(exception, "make the lab's queues", Address, "configure, write and read on what begins with 'haulbeat.', and write on the default exchange");
        }
    }
}
