using System.Net;
using System.Net.Sockets;

namespace Haulbeat.Lab.Brokers;

/// <summary>The ports of one of the lab's own brokers.</summary>
internal sealed record BrokerPorts(int Amqp, int Distribution, int Mapper)
{
    // Below the range of outgoing connections, so that none of them takes a port between the check and the start.
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

        throw new IOException($"There is no free port between {Lowest} and {Highest}.");
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
