using static Haulbeat.Running.Posix.Libc;

namespace Haulbeat.Running.Posix;

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

    /// <summary>Writes all bytes, as one call where the kernel lets it.</summary>
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

    /// <summary>Writes a whole file so that readers see the old content or the new, never a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="durable">Whether it must survive a power cut.</param>
    /// <returns>0 or the error number.</returns>
    public static int Replace(string path, ReadOnlySpan<byte> content, bool durable)
    {
        var temporary = path + ".new";
        var error = Write(temporary, content, durable);
        return error != 0 ? error : rename(temporary, path) == 0 ? 0 : LastError;
    }

    /// <summary>Adds to the end of a file that others add to as well, in one piece.</summary>
    public static void Append(string path, ReadOnlySpan<byte> bytes)
    {
        var descriptor = open(path, WriteOnly | Create | Libc.Append | CloseOnExec, 0x180 /* 0600 */);
        if (descriptor >= 0)
        {
            _ = WriteAll(descriptor, bytes);
            Close(ref descriptor);
        }
    }

    /// <summary>Writes a file that nobody reads yet.</summary>
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
