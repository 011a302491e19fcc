using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner.Posix;

/// <summary>Small operations on file descriptors.</summary>
internal static unsafe class Descriptor
{
    public static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = close(descriptor);
            descriptor = -1;
        }
    }

    /// <summary>Waits until the descriptor is readable. A pidfd is when its process has ended.</summary>
    /// <returns>False if the time is over.</returns>
    public static bool WaitUntilReadable(int descriptor, int milliseconds)
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = PollIn };
        return poll(&entry, 1, milliseconds) > 0;
    }

    /// <summary>Writes all bytes, in one call if the kernel takes them.</summary>
    /// <returns>0 or the error number.</returns>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint written = 0;
            while (written < bytes.Length)
            {
                var count = write(descriptor, start + written, (nuint)(bytes.Length - written));
                if (count < 0 && LastError != Interrupted)
                {
                    return LastError;
                }

                written += Math.Max(count, 0);
            }
        }

        return 0;
    }

    /// <summary>Replaces a file: readers see the old content or the new, never a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="durable">Whether it must survive a power failure.</param>
    /// <returns>0 or the error number.</returns>
    public static int Replace(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var temporary = path + ".new";
        var error = Write(temporary, content, durable);
        return error != 0 ? error : rename(temporary, path) == 0 ? 0 : LastError;
    }

    /// <summary>Appends to a file to which other processes append as well, in one piece.</summary>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        var descriptor = open(path, WriteOnly | Create | Libc.Append | CloseOnExec, 0x180 /* 0600 */);
        if (descriptor >= 0)
        {
            _ = WriteAll(descriptor, bytes);
            Close(ref descriptor);
        }
    }

    /// <summary>Reads the beginning of a file that a job may have replaced by anything: follows no link, waits for nothing.</summary>
    /// <returns>At most so many bytes, or null if it can't be read.</returns>
    public static byte[]? Read(string path, int most)
    {
        var descriptor = open(path, ReadOnly | CloseOnExec | NonBlocking | NoLink, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var bytes = new byte[most];
        var filled = 0;
        nint count = 1;
        fixed (byte* start = bytes)
        {
            while (count > 0 && filled < most)
            {
                count = read(descriptor, start + filled, (nuint)(most - filled));
                filled += (int)Math.Max(count, 0);
            }
        }

        Close(ref descriptor);
        return count < 0 ? null : bytes[..filled];
    }

    /// <summary>Writes a file that nothing reads yet.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Write(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var descriptor = open(path, WriteOnly | Create | Truncate | CloseOnExec, 0x180 /* 0600 */);
        if (descriptor < 0)
        {
            return LastError;
        }

        var error = WriteAll(descriptor, content);
        if (error == 0 && durable && fsync(descriptor) != 0)
        {
            error = LastError;
        }

        Close(ref descriptor);
        return error;
    }
}
