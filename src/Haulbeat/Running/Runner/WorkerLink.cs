using Haulbeat.Running.Posix;
using Haulbeat.Running.Protocol;
using static Haulbeat.Running.Posix.Libc;

namespace Haulbeat.Running.Runner;

/// <summary>The runner's end of the socket to its worker. Never blocks while a job runs.</summary>
internal sealed unsafe class WorkerLink(int descriptor) : IDisposable
{
    private readonly FrameBuffer buffer = new();
    private int descriptor = descriptor;

    /// <summary>The descriptor to poll, or −1 once the worker is gone.</summary>
    public int Descriptor => descriptor;

    /// <summary>Whether the worker is still there, as far as is known.</summary>
    public bool IsOpen => descriptor >= 0;

    /// <summary>Waits for a frame.</summary>
    /// <returns>Null once the worker is gone.</returns>
    public Frame? WaitForFrame()
    {
        while (IsOpen)
        {
            if (buffer.Take() is { } frame)
            {
                return frame;
            }

            Receive(flags: 0);
        }

        return null;
    }

    /// <summary>Takes a frame if a whole one is there. To be called after poll said that something is to be read.</summary>
    public Frame? TakeFrame()
    {
        if (buffer.Take() is { } waiting)
        {
            return waiting;
        }

        Receive(DoNotWait);
        return buffer.Take();
    }

    /// <summary>Sends a frame that may be lost if the worker does not read: a later one says more.</summary>
    public void TrySend(Frame frame) => Send(Bytes(frame), DoNotWait | NoSignal);

    /// <summary>Sends frames and waits for room. Only when no job runs.</summary>
    public void Send(IEnumerable<Frame> frames) => Send([.. frames.SelectMany(Bytes)], NoSignal);

    public void Dispose() => Posix.Descriptor.Close(ref descriptor);

    private static byte[] Bytes(Frame frame) => frame.Encode().Single().ToArray();

    private void Send(byte[] bytes, int flags)
    {
        fixed (byte* start = bytes)
        {
            nint sent = 0;
            while (IsOpen && sent < bytes.Length)
            {
                var count = send(descriptor, start + sent, (nuint)(bytes.Length - sent), flags);
                if (count < 0 && LastError == TryAgain && sent == 0)
                {
                    return;
                }

                if (count < 0 && LastError != Interrupted)
                {
                    Dispose();
                    return;
                }

                sent += Math.Max(count, 0);
            }
        }
    }

    private void Receive(int flags)
    {
        var room = buffer.Room();
        fixed (byte* start = room.Span)
        {
            var count = recv(descriptor, start, (nuint)room.Length, flags);
            if (count > 0)
            {
                buffer.Filled((int)count);
            }
            else if (count == 0 || LastError is not (Interrupted or TryAgain))
            {
                Dispose();
            }
        }
    }
}
