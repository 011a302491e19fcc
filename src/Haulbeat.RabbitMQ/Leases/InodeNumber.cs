using System.Runtime.InteropServices;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>The inode number of a file, which a copy of the file does not share.</summary>
internal static unsafe partial class InodeNumber
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NumberOnly = 0x100; // STATX_INO

    /// <summary>The file's number, or 0 where there is none.</summary>
    public static ulong Of(string path)
    {
        FileStatus status;
        return statx(CurrentFolder, path, 0, NumberOnly, &status) == 0 ? status.Number : 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, FileStatus* status);

    // The part of struct statx (256 bytes, the same on every architecture) that is read here.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(32)]
        public ulong Number;
    }
}
