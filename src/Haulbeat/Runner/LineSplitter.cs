using System.Text;

namespace Haulbeat.Runner;

/// <summary>Splits a stream of bytes into lines. Skips lines that are longer than any that is read here.</summary>
internal sealed class LineSplitter(Action<string> line)
{
    private const int LongestLine = 4096;
    private readonly byte[] pending = new byte[LongestLine];
    private int length;
    private bool tooLong;

    /// <summary>Takes the next bytes. A carriage return ends a line too: ffmpeg and others overwrite their lines.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                return;
            }

            Finish();
            bytes = bytes[(end + 1)..];
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        tooLong |= length + part.Length > LongestLine;
        if (!tooLong)
        {
            part.CopyTo(pending.AsSpan(length));
            length += part.Length;
        }
    }

    private void Finish()
    {
        if (!tooLong && length > 0)
        {
            line(Encoding.UTF8.GetString(pending.AsSpan(0, length)));
        }

        length = 0;
        tooLong = false;
    }
}
