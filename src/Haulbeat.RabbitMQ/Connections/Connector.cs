using System.Security.Authentication;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>Opens connections to one broker.</summary>
/// <remarks>The client's own recovery is off: it would keep delivery tags across channels, where acknowledging them silently does nothing.</remarks>
internal sealed class Connector(BrokerAddress address, TimeSpan timeout, string clientName, TimeProvider time)
{
    // The most that a broker can be configured to take (max_message_size). The client's default of 64 MiB would close the connection on a larger message, each time it is delivered.
    private const uint LargestMessage = 512 * 1024 * 1024;

    public BrokerAddress Address { get; } = address;

    public TimeProvider Time { get; } = time;

    public async Task<IConnection> OpenAsync(string purpose, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var certificate = new CertificateCheck(Address.Host);
        try
        {
            return await OpenAsync(Factory(certificate), $"{clientName}: {purpose}", either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectFailure.Explain(Address, exception, timeout, certificate.Problem);
        }
    }

    // The client does not wait for the broker to accept the virtual host. The first channel shows whether it did.
    private static async Task<IConnection> OpenAsync(ConnectionFactory factory, string name, CancellationToken cancellationToken)
    {
        var connection = await factory.CreateConnectionAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using var channelScope = channel.ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ConnectionFactory Factory(CertificateCheck certificate) => new()
    {
        HostName = Address.Host,
        Port = Address.Port,
        UserName = Address.User,
        Password = Address.Password,
        VirtualHost = Address.VirtualHost,
        RequestedHeartbeat = Address.Heartbeat,
        RequestedConnectionTimeout = timeout,
        HandshakeContinuationTimeout = timeout,
        // A queue without a leader answers late. A broker that is gone is noticed by its heartbeats.
        ContinuationTimeout = TimeSpan.FromMinutes(1),
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        MaxInboundMessageBodySize = LargestMessage,
        Ssl = new SslOption(Address.Host, enabled: Address.Tls)
        {
            Version = SslProtocols.None,
            CertificateValidationCallback = certificate.Accept,
        },
    };

    /// <summary>Disposes of a connection that may be gone. Nothing can be done about an error of it.</summary>
    public static async Task DisposeOfAsync(IConnection connection)
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, CancellationToken.None))
        {
        }
    }
}
