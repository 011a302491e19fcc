using System.Net.Sockets;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Proxying;

/// <summary>A program's connection and the one to the broker behind it.</summary>
internal sealed class ProxyLink
{
    private const int PieceSize = 64 << 10;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Socket client;
    private readonly Socket broker;
    private readonly CellClock clock;
    private readonly Action<ProxyEvent> heard;
    private volatile bool goodbye;

    private ProxyLink(Socket client, Socket broker, CellClock clock, Action<ProxyEvent> heard)
    {
        (this.client, this.broker, this.clock, this.heard) = (client, broker, clock, heard);
        Start = clock.Now;
    }

    /// <summary>Ended when both directions are.</summary>
    public Task Carried { get; private set; } = Task.CompletedTask;

    public double Start { get; }

    /// <summary>When the first side ended it, or null.</summary>
    public double? End { get; private set; }

    /// <summary>Who ended it, or null.</summary>
    public string? By { get; private set; }

    /// <summary>Whether the client said goodbye and was answered.</summary>
    public bool Orderly { get; private set; }

    /// <summary>Whether its end is the fault's doing, whichever side it comes from.</summary>
    public bool Blamed { get; set; }

    public static ProxyLink Carry(Socket client, Socket broker, CellClock clock, Action<ProxyEvent> heard, CancellationToken cancellationToken)
    {
        var link = new ProxyLink(client, broker, clock, heard);
        link.Carried = link.CarryAsync(cancellationToken);
        return link;
    }

    /// <summary>What was seen of it until now.</summary>
    public LabConnection Seen(double now)
    {
        lock (gate)
        {
            return new LabConnection(Start, End ?? now, By ?? "end", Orderly);
        }
    }

    /// <summary>Ends both sides at once.</summary>
    public void Reset(string by)
    {
        Note(by);
        client.Close(0);
        broker.Close(0);
    }

    private async Task CarryAsync(CancellationToken cancellationToken)
    {
        var upwards = PumpAsync(client, broker, "client", HearClient, cancellationToken);
        var downwards = PumpAsync(broker, client, "broker", HearBroker, cancellationToken);
        await Task.WhenAny(upwards, downwards);

        // What the other side still says goes through; one that is frozen says nothing.
        using var farewell = new CancellationTokenSource(Farewell, TimeProvider.System);
        await Task.WhenAny(Task.WhenAll(upwards, downwards), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, farewell.Token));
        client.Dispose();
        broker.Dispose();
        await Task.WhenAll(upwards, downwards);
    }

    private async Task PumpAsync(Socket from, Socket to, string side, Action<ReadOnlyMemory<byte>> hear, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                hear(buffer.AsMemory(0, count));
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            Note(side);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Note(side);
        }
    }

    private void HearClient(ReadOnlyMemory<byte> piece)
    {
        if (FrameSignature.IsAck(piece.Span))
        {
            heard(ProxyEvent.Acked);
        }
    }

    private void HearBroker(ReadOnlyMemory<byte> piece)
    {
        goodbye = FrameSignature.IsGoodbye(piece.Span);
        if (FrameSignature.IsTakingBack(piece.Span))
        {
            heard(ProxyEvent.TakenBack);
        }
    }

    // The first to end it is the one: what follows only follows.
    private void Note(string by)
    {
        lock (gate)
        {
            if (End is null)
            {
                (End, By, Orderly) = (clock.Now, Blamed && by != "end" ? "fault" : by, goodbye);
            }
        }
    }
}
