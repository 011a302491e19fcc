using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Proxying;

/// <summary>Stands between a cell's programs and the broker: sees when connections open and close, and by whom, and can cut them.</summary>
internal sealed class LabProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource disposed = new();
    private readonly ConcurrentQueue<ProxyLink> links = new();
    private readonly string host;
    private readonly int port;
    private readonly CellClock clock;
    private readonly Action<ProxyEvent> heard;
    private readonly Task accepting;

    /// <param name="host">The broker's host.</param>
    /// <param name="port">The broker's port.</param>
    /// <param name="clock">The cell's time.</param>
    /// <param name="heard">Told of what the programs and the broker say to each other.</param>
    public LabProxy(string host, int port, CellClock clock, Action<ProxyEvent> heard)
    {
        (this.host, this.port, this.clock, this.heard) = (host, port, clock, heard);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyList<ProxyLink> Links => [.. links];

    /// <summary>What was seen until now; connections that are open still end now, with the cell.</summary>
    public IReadOnlyList<LabConnection> Seen => [.. links.Select(link => link.Seen(clock.Now))];

    /// <summary>Ends all connections at once, by reset.</summary>
    public void Cut() => EndAll("fault");

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        listener.Stop();
        EndAll("end");
        await accepting;
        await Task.WhenAll(links.Select(link => link.Carried));
        listener.Dispose();
        disposed.Dispose();
    }

    private void EndAll(string by)
    {
        foreach (var link in links)
        {
            link.Reset(by);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TakeAsync(await listener.AcceptSocketAsync(disposed.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The cell is over.
        }
    }

    private async Task TakeAsync(Socket client)
    {
        var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await broker.ConnectAsync(host, port, disposed.Token);
            links.Enqueue(ProxyLink.Carry(client, broker, clock, heard, disposed.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The broker is not there: nor are we.
            broker.Dispose();
            client.Close(0);
        }
    }
}
