using Haulbeat.RabbitMQ;
using Haulbeat.Sqlite;
using Haulbeat.Transports;

namespace Haulbeat.Cli;

/// <summary>Opens the transport for an address.</summary>
internal static class TransportFactory
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Opens it. Tries a broker that does not answer again until the timeout is over.</summary>
    public static async Task<ITransport> OpenAsync(string address, TimeSpan connectTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var left = connectTimeout - time.GetElapsedTime(start);
            try
            {
                return await ConnectAsync(address, left < Pause ? Pause : left, time, cancellationToken);
            }
            catch (TransportException exception) when (exception.Error == TransportError.Unreachable && left > Pause)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // Errors name only the scheme: the rest of an address may hold a password.
    private static async Task<ITransport> ConnectAsync(string address, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) => address.Split(':') switch
    {
        ["amqp" or "amqps", _, ..] => await RabbitMQTransport.ConnectAsync(address, timeout, "haulbeat", time, cancellationToken),
        ["file", _, ..] => await SqliteTransport.OpenAsync(address, time, cancellationToken),
        [var scheme, _, ..] => throw new TransportException(TransportError.BadAddress, $"unknown scheme '{scheme}:' in the broker's address. Give amqp://…, amqps://… or file:PATH."),
        _ => throw new TransportException(TransportError.BadAddress, "the broker's address has no scheme. Give amqp://…, amqps://… or file:PATH."),
    };
}
