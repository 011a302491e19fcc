using System.Text;
using Haulbeat.Transports;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Haulbeat.Lab.Brokers;

/// <summary>What the lab itself does on a broker. Each operation opens its own connection, because the broker may restart between two of them.</summary>
internal sealed class BrokerClient(Uri address, TimeProvider time)
{
    private const int DefaultPort = 5672;
    private const int AccessRefused = 403;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConnectionFactory factory = new()
    {
        Uri = address,
        HostName = address.IdnHost,
        RequestedConnectionTimeout = Timeout,
        HandshakeContinuationTimeout = Timeout,
        AutomaticRecoveryEnabled = false,
    };

    public string Host => factory.HostName;

    public int Port { get; } = address.Port > 0 ? address.Port : DefaultPort;

    /// <summary>The broker's address for programs that reach it through a local port. User and password are spelled out: pika has no default for them.</summary>
    public string AddressThrough(int port) => new UriBuilder("amqp", "127.0.0.1", port, address.AbsolutePath)
    {
        UserName = Uri.EscapeDataString(factory.UserName),
        Password = Uri.EscapeDataString(factory.Password),
    }.Uri.AbsoluteUri.TrimEnd('/');

    /// <summary>The version that the broker reports to clients.</summary>
    public Task<string> VersionAsync(CancellationToken cancellationToken) => RunAsync(
        connection => Task.FromResult(connection.ServerProperties?["version"] is byte[] version ? Encoding.UTF8.GetString(version) : "0.0"), cancellationToken);

    /// <summary>Declares a durable queue and publishes one message to it.</summary>
    public Task CreateQueueAsync(string queue, Dictionary<string, object?> arguments, string body, CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
            var properties = new BasicProperties { Persistent = true, MessageId = queue };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.ASCII.GetBytes(body), cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>The number of ready messages in each queue. Queues that do not exist are left out.</summary>
    public Task<Dictionary<string, uint>> CountMessagesAsync(IEnumerable<string> queues, CancellationToken cancellationToken) => RunAsync(
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

    /// <summary>Deletes queues, whether they exist or not. Nothing cancels it: the lab cleans up after Ctrl-C too.</summary>
    public Task DeleteQueuesAsync(IEnumerable<string> queues) => RunAsync(
        async connection =>
        {
            foreach (var queue in queues)
            {
                await TryAsync(connection, channel => DoneAsync(channel.QueueDeleteAsync(queue)));
            }

            return true;
        },
        CancellationToken.None);

    /// <summary>Deletes queues as <see cref="DeleteQueuesAsync"/> does. If the broker is restarting, they stay until the lab's end, when it deletes all of them again.</summary>
    public async Task TryDeleteQueuesAsync(IEnumerable<string> queues)
    {
        try
        {
            await DeleteQueuesAsync(queues);
        }
        catch (TransportException)
        {
            // The broker is unreachable.
        }
    }

    public Task<bool> HasExchangeAsync(string exchange, CancellationToken cancellationToken) => RunAsync(
        async connection => await TryAsync(connection, channel => DoneAsync(channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken))) is not null, cancellationToken);

    /// <summary>Deletes an exchange that has no bindings.</summary>
    /// <returns>Whether it is deleted.</returns>
    public Task<bool> DeleteUnusedExchangeAsync(string exchange) => RunAsync(
        async connection => await TryAsync(connection, channel => DoneAsync(channel.ExchangeDeleteAsync(exchange, ifUnused: true))) is not null, CancellationToken.None);

    /// <summary>Whether the queue exists and has no consumer.</summary>
    public Task<bool> IsUnusedAsync(string queue) => RunAsync(
        async connection => await TryAsync(connection, channel => channel.QueueDeclarePassiveAsync(queue)) is { ConsumerCount: 0 }, CancellationToken.None);

    private static async Task<string> DoneAsync(Task task)
    {
        await task;
        return "";
    }

    // A channel for one question: the broker answers "no" by closing it.
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

    private async Task<T> RunAsync<T>(Func<IConnection, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            var result = await operation(connection);
            await connection.CloseAsync(cancellationToken);
            return result;
        }
        catch (Exception exception) when (exception is RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(exception);
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        return await factory.CreateConnectionAsync("haulbeat lab: control", either.Token);
    }

    private TransportException Explain(Exception exception)
    {
        var reason = (exception as OperationInterruptedException)?.ShutdownReason;
        var text = exception is OperationCanceledException ? "it does not answer" : reason?.ReplyText ?? exception.Message.TrimEnd('.');
        return reason?.ReplyCode == AccessRefused
            ? new TransportException(TransportError.NotPermitted, $"The broker at {Host}:{Port} refuses the lab's queues to user '{factory.UserName}': {text}. Grant configure, write and read on names that begin with 'haulbeat.', and write on the default exchange (rabbitmqctl set_permissions).", exception)
            : new TransportException(TransportError.ConnectionLost, $"The lab cannot use the broker at {Host}:{Port}: {text}.", exception);
    }
}
