using System.Runtime.InteropServices;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Tells a file from a copy of it by its inode number, which .NET does not show.</summary>
internal static unsafe partial class FileIdentity
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NumberOnly = 0x100; // STATX_INO

    /// <summary>The file's inode number; 0 if there is no file.</summary>
    public static ulong NumberOf(string path)
    {
        Status status;
        return statx(CurrentFolder, path, 0, NumberOnly, &status) == 0 ? status.Number : 0;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Status* status);

    /// <summary>The part of struct statx that is read here. It is the same on all architectures: https://man7.org/linux/man-pages/man2/statx.2.html.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(32)]
        public ulong Number;
    }
}
