using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>The runner's end of the socket to its worker. Never blocks while a job runs.</summary>
/// <param name="descriptor">The socket.</param>
/// <param name="largestFrame">The most bytes of a frame that are taken.</param>
internal sealed unsafe class WorkerLink(int descriptor, int largestFrame = int.MaxValue) : IDisposable
{
    private FrameBuffer buffer = new(largestFrame);
    private byte[] unsent = [];
    private int descriptor = descriptor;

    /// <summary>The descriptor to poll, or −1 once the worker is gone.</summary>
    public int Descriptor => descriptor;

    /// <summary>Whether the worker is still there, as far as is known.</summary>
    public bool IsOpen => descriptor >= 0;

    /// <summary>Whether this is a link to a worker that took over what another began.</summary>
    public bool IsTakenOver { get; private set; }

    /// <summary>From now on this is the link to another worker.</summary>
    public void TurnTo(WorkerLink other)
    {
        Dispose();
        (descriptor, buffer, unsent, IsTakenOver) = (other.descriptor, other.buffer, [], true);
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

    /// <summary>Takes a frame if a whole one is there. To be called after poll said that something is to be read.</summary>
    public Frame? TakeFrame()
    {
        if (TakeWhole() is { } waiting)
        {
            return waiting;
        }

        Receive(DoNotWait);
        return TakeWhole();
    }

    /// <summary>Sends a frame, unless the worker does not read just now.</summary>
    /// <returns>Whether it is on its way: it goes whole, though it may have to wait for the next call.</returns>
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

    /// <summary>Sends what could not be sent before.</summary>
    /// <returns>Whether nothing is left to send.</returns>
    public bool Flush()
    {
        unsent = Send(unsent, DoNotWait | NoSignal);
        return unsent.Length == 0;
    }

    /// <summary>Sends frames and waits for room. Only when no job runs.</summary>
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
            // Whoever that is speaks no frames: it is as good as gone.
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
