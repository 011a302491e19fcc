using System.Net.Sockets;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Proxying;

/// <summary>A program's connection, and the one to the broker behind it.</summary>
internal sealed class ProxiedConnection
{
    private const int BufferSize = 64 << 10;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Socket client;
    private readonly Socket broker;
    private readonly CellTimeline timeline;
    private readonly Action<AmqpFrame> onFrame;
    private readonly double start;
    private string? by;
    private bool orderly;
    private volatile bool closeOk;

    private ProxiedConnection(Socket client, Socket broker, CellTimeline timeline, Action<AmqpFrame> onFrame)
    {
        (this.client, this.broker, this.timeline, this.onFrame) = (client, broker, timeline, onFrame);
        start = timeline.Now;
    }

    /// <summary>Completes when both directions have ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>When the first side ended it, or null.</summary>
    public double? End { get; private set; }

    /// <summary>Whether its end counts as the fault's, whichever side closes it.</summary>
    public bool EndsByFault { get; set; }

    public static ProxiedConnection Start(Socket client, Socket broker, CellTimeline timeline, Action<AmqpFrame> onFrame, CancellationToken cancellationToken)
    {
        var connection = new ProxiedConnection(client, broker, timeline, onFrame);
        connection.Completion = connection.ForwardAsync(cancellationToken);
        return connection;
    }

    /// <summary>What is to be reported of it at this time. If it is open, it ends with the cell.</summary>
    public LabConnection Until(double now)
    {
        lock (gate)
        {
            return new LabConnection(start, End ?? now, by ?? "end", orderly);
        }
    }

    /// <summary>Resets both sides.</summary>
    public void Reset(string side)
    {
        NoteEnd(side);
        client.Close(0);
        broker.Close(0);
    }

    private async Task ForwardAsync(CancellationToken cancellationToken)
    {
        var upstream = PumpAsync(client, broker, "client", InspectClient, cancellationToken);
        var downstream = PumpAsync(broker, client, "broker", InspectBroker, cancellationToken);
        await Task.WhenAny(upstream, downstream);

        // The other side may still send something. If it is frozen, it does not.
        using var timeout = new CancellationTokenSource(CloseTimeout, TimeProvider.System);
        await Task.WhenAny(Task.WhenAll(upstream, downstream), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, timeout.Token));
        client.Dispose();
        broker.Dispose();
        await Task.WhenAll(upstream, downstream);
    }

    private async Task PumpAsync(Socket from, Socket to, string side, Action<ReadOnlyMemory<byte>> inspect, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                inspect(buffer.AsMemory(0, count));
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            NoteEnd(side);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            NoteEnd(side);
        }
    }

    private void InspectClient(ReadOnlyMemory<byte> bytes)
    {
        if (AmqpFrames.IsAck(bytes.Span))
        {
            onFrame(AmqpFrame.Ack);
        }
    }

    private void InspectBroker(ReadOnlyMemory<byte> bytes)
    {
        closeOk = AmqpFrames.IsCloseOk(bytes.Span);
        if (AmqpFrames.IsAckTimeout(bytes.Span))
        {
            onFrame(AmqpFrame.AckTimeout);
        }
    }

    // The first side to end the connection counts. The other one follows.
    private void NoteEnd(string side)
    {
        lock (gate)
        {
            if (End is null)
            {
                (End, by, orderly) = (timeline.Now, EndsByFault && side != "end" ? "fault" : side, closeOk);
            }
        }
    }
}
