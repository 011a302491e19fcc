namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>Collects bytes as they come and returns whole frames.</summary>
/// <param name="largest">The most bytes of a frame: a stranger that connects may announce any length.</param>
internal sealed class FrameBuffer(int largest = int.MaxValue)
{
    private const int FirstSize = 4096;
    private byte[] buffer = new byte[FirstSize];
    private int filled;

    /// <summary>Room for the next bytes to be read.</summary>
    public Memory<byte> Room()
    {
        if (filled == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        return buffer.AsMemory(filled);
    }

    /// <summary>Tells how many bytes were read into <see cref="Room"/>.</summary>
    public void Filled(int count) => filled += count;

    /// <summary>The next whole frame, or null until more bytes come.</summary>
    /// <exception cref="InvalidDataException">The bytes are no frame, or the frame is too large.</exception>
    public Frame? Take()
    {
        if (filled < Frame.HeaderLength)
        {
            return null;
        }

        var length = Length();
        if (filled < length)
        {
            MakeRoomFor(length);
            return null;
        }

        var frame = Frame.Decode(buffer.AsMemory(0, length).ToArray());
        buffer.AsSpan(length, filled - length).CopyTo(buffer);
        filled -= length;
        ShrinkWhenIdle();
        return frame;
    }

    private int Length() => Frame.WholeLength(buffer) is var length && length <= largest
        ? (int)length
        : throw new InvalidDataException($"A frame of {length} bytes is announced; {largest} are the most.");

    private void MakeRoomFor(int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, length);
        }
    }

    private void ShrinkWhenIdle()
    {
        if (filled == 0 && buffer.Length > FirstSize * 16)
        {
            buffer = new byte[FirstSize];
        }
    }
}
