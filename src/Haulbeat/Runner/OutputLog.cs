using Haulbeat.Runner.Posix;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>What the job printed. The first bytes stay in memory; more output, or a longer run, goes to two files that rotate and together never pass the limit.</summary>
/// <remarks>A full disk costs log lines, never the job.</remarks>
internal sealed class OutputLog(RunFiles files, long limit) : IDisposable
{
    private const int MostHeld = 4096;
    private readonly byte[] held = new byte[MostHeld];
    private int holding;
    private int descriptor = -1;
    private long written;

    /// <summary>Whether the output goes to disk.</summary>
    public bool IsOnDisk { get; private set; }

    /// <summary>The output, unless it is on disk.</summary>
    public ReadOnlySpan<byte> Held => IsOnDisk ? default : held.AsSpan(0, holding);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!IsOnDisk && bytes.Length <= MostHeld - holding)
        {
            bytes.CopyTo(held.AsSpan(holding));
            holding += bytes.Length;
            return;
        }

        PutOnDisk();
        Write(bytes);
    }

    /// <summary>Writes the output in memory to disk, and from now on all output.</summary>
    public void PutOnDisk()
    {
        if (!IsOnDisk)
        {
            IsOnDisk = true;
            Write(held.AsSpan(0, holding));
        }
    }

    public void Dispose() => Descriptor.Close(ref descriptor);

    private void Write(ReadOnlySpan<byte> bytes)
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

    private void Rotate()
    {
        Descriptor.Close(ref descriptor);
        _ = rename(files.Log, files.OlderLog);
        written = 0;
    }
}
