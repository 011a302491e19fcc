using System.Net.Sockets;

namespace Haulbeat.Testing;

/// <summary>A client's connection and the one to the broker that stands behind it.</summary>
internal sealed class ProxiedConnection(Socket client, Socket broker, Valve toBroker, Valve toClient, Fuse fuse)
{
    private const int PieceSize = 64 << 10;

    /// <summary>Carries until both directions have ended.</summary>
    public Task CarryAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(PumpAsync(client, broker, toBroker, cancellationToken), PumpAsync(broker, client, toClient, cancellationToken));

    public void ResetClient() => Reset(client);

    public void ResetBroker() => Reset(broker);

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, Valve valve, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                await valve.PassAsync(cancellationToken);
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
                fuse.Pass();
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: the other is told by Cut, or by the next write.
        }
    }
}
