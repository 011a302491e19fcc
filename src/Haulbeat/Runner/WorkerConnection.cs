using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>The runner's end of the socket to its worker. It never blocks while a job runs.</summary>
/// <param name="descriptor">The socket.</param>
/// <param name="largestFrame">The most bytes that a frame may have.</param>
internal sealed unsafe class WorkerConnection(int descriptor, int largestFrame = int.MaxValue) : IDisposable
{
    private FrameBuffer buffer = new(largestFrame);
    private byte[] unsent = [];
    private int descriptor = descriptor;

    /// <summary>The descriptor to poll, or −1 once the worker is gone.</summary>
    public int Descriptor => descriptor;

    /// <summary>Whether the worker is there, as far as is known.</summary>
    public bool IsOpen => descriptor >= 0;

    /// <summary>Whether the worker is another one than the first.</summary>
    public bool IsReattached { get; private set; }

    /// <summary>Makes this the connection to another worker.</summary>
    public void SwitchTo(WorkerConnection other)
    {
        Dispose();
        (descriptor, buffer, unsent, IsReattached) = (other.descriptor, other.buffer, [], true);
    }

    /// <summary>Waits for a frame.</summary>
    /// <returns>Null once the worker is gone.</returns>
    public Frame? WaitForFrame()
    {
        while (IsOpen)
        {
            if (TakeWhole() is { } frame)
            {
                return frame;
            }

            Receive(flags: 0);
        }

        return null;
    }

    /// <summary>Takes a frame if a whole one is there. Call it when poll has reported the descriptor.</summary>
    public Frame? TakeFrame()
    {
        if (TakeWhole() is { } waiting)
        {
            return waiting;
        }

        Receive(DoNotWait);
        return TakeWhole();
    }

    /// <summary>Sends a frame, unless the worker doesn't read at the moment.</summary>
    /// <returns>Whether the frame is sent. Its last part may wait for the next call.</returns>
    public bool TrySend(Frame frame)
    {
        if (!IsOpen || !Flush())
        {
            return false;
        }

        unsent = Bytes(frame);
        var length = unsent.Length;
        if (!Flush() && unsent.Length == length)
        {
            unsent = [];
            return false;
        }

        return true;
    }

    /// <summary>Sends what is left of earlier frames.</summary>
    /// <returns>Whether nothing is left.</returns>
    public bool Flush()
    {
        unsent = Send(unsent, DoNotWait | NoSignal);
        return unsent.Length == 0;
    }

    /// <summary>Sends frames and waits until there is room for them. Call it only while no job runs.</summary>
    public void Send(IEnumerable<Frame> frames) => unsent = Send([.. unsent, .. frames.SelectMany(Bytes)], NoSignal);

    public void Dispose() => Posix.Descriptor.Close(ref descriptor);

    private static byte[] Bytes(Frame frame) => [.. frame.Encode().SelectMany(part => part.ToArray())];

    /// <returns>What was not sent.</returns>
    private byte[] Send(byte[] bytes, int flags)
    {
        fixed (byte* start = bytes)
        {
            nint sent = 0;
            while (IsOpen && sent < bytes.Length)
            {
                var count = send(descriptor, start + sent, (nuint)(bytes.Length - sent), flags);
                if (count < 0 && LastError == TryAgain)
                {
                    return bytes[(int)sent..];
                }

                if (count < 0 && LastError != Interrupted)
                {
                    Dispose();
                }

                sent += Math.Max(count, 0);
            }
        }

        return [];
    }

    private Frame? TakeWhole()
    {
        try
        {
            return buffer.Take();
        }
        catch (InvalidDataException)
        {
            // The other end is no worker: close the connection.
            Dispose();
            return null;
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
