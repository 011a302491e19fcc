using Haulbeat.Receiving;

namespace Haulbeat.Cli;

/// <summary>Chooses the transport by its address.</summary>
internal static class Transports
{
    public static Task<ITransport> OpenAsync(string address, TimeSpan connectTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = (connectTimeout, time, cancellationToken);
        throw new TransportException(TransportError.BadAddress, $"'{address}' is no address of a broker. Give amqp://…, amqps://… or file:PATH.");
    }
}
