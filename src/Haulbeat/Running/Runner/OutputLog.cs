using Haulbeat.Running.Posix;
using static Haulbeat.Running.Posix.Libc;

namespace Haulbeat.Running.Runner;

/// <summary>What the job prints, in two files that change places so that together they never pass the limit. Made at the first byte.</summary>
/// <remarks>A full disk costs log lines, never the job.</remarks>
internal sealed class OutputLog(RunFiles files, long limit) : IDisposable
{
    private int descriptor = -1;
    private long written;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (written >= limit / 2)
            {
                Rotate();
            }

            if (descriptor < 0 && (descriptor = open(files.Log, WriteOnly | Create | Truncate | CloseOnExec, 0x180)) < 0)
            {
                return;
            }

            var part = bytes[..(int)Math.Min(bytes.Length, (limit / 2) - written)];
            _ = Descriptor.WriteAll(descriptor, part);
            written += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public void Dispose() => Descriptor.Close(ref descriptor);

    private void Rotate()
    {
        Descriptor.Close(ref descriptor);
        _ = rename(files.Log, files.OlderLog);
        written = 0;
    }
}
