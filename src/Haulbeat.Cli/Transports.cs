using Haulbeat.RabbitMQ;
using Haulbeat.Sqlite;
using Haulbeat.Transports;

namespace Haulbeat.Cli;

/// <summary>Opens the transport that an address stands for.</summary>
internal static class Transports
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Opens it; a broker that does not answer is tried again until the time is over.</summary>
    public static async Task<ITransport> OpenAsync(string address, TimeSpan connectTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var left = connectTimeout - time.GetElapsedTime(start);
            try
            {
                return await ChooseAsync(address, left < Pause ? Pause : left, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TransportException exception) when (exception.Error == TransportError.Unreachable && left > Pause)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<ITransport> ChooseAsync(string address, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) => Scheme(address) switch
    {
        "amqp" or "amqps" => await RabbitMQTransport.ConnectAsync(address, timeout, "haulbeat", time, cancellationToken).ConfigureAwait(false),
        "file" => await SqliteTransport.OpenAsync(address, time, cancellationToken).ConfigureAwait(false),
        var scheme => throw new TransportException(TransportError.BadAddress, scheme is null
            ? "The broker's address has no scheme. Give amqp://…, amqps://… or file:PATH."
            : $"'{scheme}:' is no address of a broker. Give amqp://…, amqps://… or file:PATH."),
    };

    // Only the scheme is named in errors: what follows may hold a password.
    private static string? Scheme(string address) => address.Split(':') is [var scheme, _, ..] ? scheme : null;
}
