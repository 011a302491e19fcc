using System.Runtime.InteropServices;

namespace Haulbeat.Sqlite.Storage;

/// <summary>What the queue needs of the system and .NET does not offer.</summary>
internal static unsafe partial class Posix
{
    private const int ReadWriteCreateCloseOnExec = 2 | 0x40 | 0x80000;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NumberOnly = 0x100; // STATX_INO
    private const int LockExclusive = 2;
    private const int LockRelease = 8;
    private const int Interrupted = 4; // EINTR

    /// <summary>The machine's present boot. A lease of an earlier one is over: none of its processes is left.</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Opens the file to read and write, and makes it where it is missing.</summary>
    /// <returns>The descriptor, or -1 and then <see cref="DescribeLastError"/>.</returns>
    public static int OpenFile(string path, UnixFileMode mode) => open(path, ReadWriteCreateCloseOnExec, (uint)mode);

    public static void CloseFile(int descriptor) => _ = close(descriptor);

    /// <summary>Waits for the exclusive lock on the open file.</summary>
    public static void Lock(int descriptor)
    {
        while (flock(descriptor, LockExclusive) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            // A signal came; wait on.
        }
    }

    public static void Unlock(int descriptor) => _ = flock(descriptor, LockRelease);

    /// <summary>Overwrites the file's first byte.</summary>
    public static void WriteFirstByte(int descriptor)
    {
        byte mark = 0;
        _ = pwrite(descriptor, &mark, 1, 0);
    }

    /// <summary>The file's inode number, which no other file has while this one is open; 0 where there is none.</summary>
    public static ulong FileNumber(string path)
    {
        FileStatus status;
        return statx(CurrentFolder, path, 0, NumberOnly, &status) == 0 ? status.Number : 0;
    }

    /// <summary>The path without symbolic links, or null if it does not exist.</summary>
    public static string? RealPath(string path)
    {
        var resolved = realpath(path, null);
        try
        {
            return Marshal.PtrToStringUTF8((nint)resolved);
        }
        finally
        {
            NativeMemory.Free(resolved);
        }
    }

    public static string DescribeLastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int descriptor, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(int descriptor, void* buffer, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* realpath(string path, byte* buffer);

    // struct statx has 256 bytes, the same on every architecture: that is why it is used and not stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(32)]
        public ulong Number;
    }
}
