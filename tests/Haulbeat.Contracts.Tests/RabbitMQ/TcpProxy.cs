using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Haulbeat.Contracts.Tests.RabbitMQ;

/// <summary>Stands between a client and the broker, and cuts or stalls the connections as networks do.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource disposed = new();
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly Uri target;
    private readonly Task accepting;
    private volatile TaskCompletionSource flowing = Flowing();

    public TcpProxy(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The broker's address by way of this proxy.</summary>
    public string Address(string query = "") =>
        new UriBuilder(target) { Port = ((IPEndPoint)listener.LocalEndpoint).Port, Query = query }.ToString();

    /// <summary>Ends all connections at once, by reset.</summary>
    public void Cut()
    {
        foreach (var socket in sockets)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }

        sockets.Clear();
    }

    /// <summary>From now on nothing gets through in either direction, and nobody is told.</summary>
    public void Stall() => flowing = new TaskCompletionSource();

    /// <summary>Lets everything through again.</summary>
    public void Resume() => flowing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        listener.Stop();
        Cut();
        Resume();
        await accepting;
        disposed.Dispose();
    }

    private static TaskCompletionSource Flowing()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(disposed.Token);
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(target.Host, target.Port, disposed.Token);
                sockets.Add(client);
                sockets.Add(server);
                _ = PumpAsync(client, server);
                _ = PumpAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, disposed.Token) is var count and > 0)
            {
                await flowing.Task.WaitAsync(disposed.Token);
                await to.SendAsync(buffer.AsMemory(0, count), disposed.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: the other is told by Cut, or by the next write.
        }
    }
}
