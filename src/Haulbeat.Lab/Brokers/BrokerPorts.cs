using System.Net;
using System.Net.Sockets;

namespace Haulbeat.Lab.Brokers;

/// <summary>The ports of a broker of the lab's own.</summary>
internal sealed record BrokerPorts(int Amqp, int Distribution, int Mapper)
{
    // Below the range from which outgoing connections take theirs, so that none takes ours between the look and the start.
    private const int Lowest = 12000;
    private const int Highest = 30000;
    private const int MostTries = 200;

    public static BrokerPorts Find() => new(FindOne(), FindOne(), FindOne());

    private static int FindOne()
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new IOException($"No free port was found between {Lowest} and {Highest}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
