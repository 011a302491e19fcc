using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Haulbeat.Testing;

/// <summary>Stands between clients and the broker, and does to their connections what networks do.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource disposed = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> connections = new();
    private readonly ConcurrentBag<Socket> unanswered = [];
    private readonly Valve toBroker = new();
    private readonly Valve toClient = new();
    private readonly Fuse fuse;
    private readonly Task accepting;
    private volatile Uri target;
    private volatile bool answers = true;

    /// <summary>Listens on a port of its own.</summary>
    public TcpProxy(Uri target)
    {
        this.target = target;
        fuse = new Fuse(Cut);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The broker's address by way of this proxy.</summary>
    public string Address(string query = "") =>
        new UriBuilder(target) { Port = ((IPEndPoint)listener.LocalEndpoint).Port, Query = query }.ToString();

    /// <summary>New connections go to another broker, as behind a load balancer.</summary>
    public void LeadTo(Uri broker) => target = broker;

    /// <summary>Ends all connections at once, by reset.</summary>
    public void Cut()
    {
        foreach (var connection in connections.Keys)
        {
            connection.ResetClient();
            connection.ResetBroker();
        }
    }

    /// <summary>Does so as soon as so many more pieces have arrived, whichever way they went.</summary>
    public void CutAfter(int pieces) => fuse.Set(pieces);

    /// <summary>From now on nothing gets through in either direction, and nobody is told.</summary>
    public void Stall()
    {
        StallToBroker();
        StallToClient();
    }

    /// <summary>What the clients say no longer arrives.</summary>
    public void StallToBroker() => toBroker.Close();

    /// <summary>What the broker says no longer arrives.</summary>
    public void StallToClient() => toClient.Close();

    /// <summary>Each piece arrives later by this, in both directions.</summary>
    public void Delay(TimeSpan delay) => toBroker.Delay = toClient.Delay = delay;

    /// <summary>Each piece of what the clients say, of 64 KiB at most, arrives later by this.</summary>
    public void DelayToBroker(TimeSpan delay) => toBroker.Delay = delay;

    /// <summary>The broker's side of all connections is gone and the clients are not told. New ones are accepted and never answered.</summary>
    public void LoseBroker()
    {
        answers = false;
        foreach (var connection in connections.Keys)
        {
            connection.ResetBroker();
        }
    }

    /// <summary>The clients' side of all connections is gone and the broker is not told. New ones work.</summary>
    public void LoseClients()
    {
        foreach (var connection in connections.Keys)
        {
            connection.ResetClient();
        }
    }

    /// <summary>Lets everything through again, at once. A connection that lost a side stays as it is.</summary>
    public void Resume()
    {
        answers = true;
        Delay(TimeSpan.Zero);
        toBroker.Open();
        toClient.Open();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync();
        listener.Stop();
        Cut();
        Resume();
        await accepting;
        await Task.WhenAll(connections.Values);
        foreach (var socket in unanswered)
        {
            socket.Dispose();
        }

        disposed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await TakeAsync(await listener.AcceptSocketAsync(disposed.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task TakeAsync(Socket client)
    {
        if (!answers)
        {
            unanswered.Add(client);
            return;
        }

        var broker = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connection = new ProxiedConnection(client, broker, toBroker, toClient, fuse);
        try
        {
            await broker.ConnectAsync(target.Host, target.Port, disposed.Token);
            connections[connection] = connection.CarryAsync(disposed.Token);
        }
        catch (SocketException)
        {
            connection.ResetBroker();
            connection.ResetClient();
        }
    }
}
