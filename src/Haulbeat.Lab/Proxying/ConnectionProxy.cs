using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Proxying;

/// <summary>Sits between a cell's programs and the broker: it observes when connections open and close, and who closes them, and can cut them.</summary>
internal sealed class ConnectionProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource disposed = new();
    private readonly ConcurrentQueue<ProxiedConnection> connections = new();
    private readonly string host;
    private readonly int port;
    private readonly CellTimeline timeline;
    private readonly Action<AmqpFrame> onFrame;
    private readonly Task accepting;

    /// <param name="host">The broker's host.</param>
    /// <param name="port">The broker's port.</param>
    /// <param name="timeline">The cell's time.</param>
    /// <param name="onFrame">Called for each frame of interest.</param>
    public ConnectionProxy(string host, int port, CellTimeline timeline, Action<AmqpFrame> onFrame)
    {
        (this.host, this.port, this.timeline, this.onFrame) = (host, port, timeline, onFrame);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyList<ProxiedConnection> All => [.. connections];

    /// <summary>The connections as they are to be reported. Those that are still open end now, with the cell.</summary>
    public IReadOnlyList<LabConnection> Connections => [.. connections.Select(connection => connection.Until(timeline.Now))];

    /// <summary>Resets all connections at once.</summary>
    public void Cut() => ResetAll("fault");

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        listener.Stop();
        ResetAll("end");
        await accepting;
        await Task.WhenAll(connections.Select(connection => connection.Completion));
        listener.Dispose();
        disposed.Dispose();
    }

    private void ResetAll(string by)
    {
        foreach (var connection in connections)
        {
            connection.Reset(by);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await listener.AcceptSocketAsync(disposed.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The cell is over.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await broker.ConnectAsync(host, port, disposed.Token);
            connections.Enqueue(ProxiedConnection.Start(client, broker, timeline, onFrame, disposed.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The broker is down. To the client the proxy is, too.
            broker.Dispose();
            client.Close(0);
        }
    }
}
