using System.Runtime.InteropServices;

namespace Haulbeat.Runner.Posix;

/// <summary>The calls to the C library that this layer needs and .NET lacks (Linux, glibc ≥ 2.34).</summary>
internal static unsafe partial class Libc
{
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int ArgumentsTooLong = 7;

    public const int SignalHangup = 1;
    public const int SignalInterrupt = 2;
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;
    public const int SignalContinue = 18;
    public const int SignalStop = 19;

    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int WriteOnly = 1;
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Truncate = 0x200;
    public const int Append = 0x400;
    public const int NoLink = 0x20000;
    public const int PathOnly = 0x200000;
    public const int FolderOnly = 0x10000;

    public const int DoNotWait = 0x40;
    public const int NoSignal = 0x4000;
    public const int WaitNoHang = 1;
    public const int WaitExited = 4;
    public const int WaitWithoutReaping = 0x1000000;
    public const int WaitAll = 0;
    public const int ChildSubreaper = 36;

    public const short PollIn = 1;

    public const short SpawnSetSignalDefault = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetSession = 0x80;

    private const int SystemCallPidfdOpen = 434;
    private const int SystemCallPidfdSignal = 424;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NumberSizeAndChange = 0x100 | 0x200 | 0x40; // STATX_INO, STATX_SIZE, STATX_MTIME

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>Room for glibc's posix_spawnattr_t (336 bytes on 64-bit Linux).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 512)]
    public struct SpawnAttributes;

    /// <summary>Room for glibc's posix_spawn_file_actions_t (80 bytes on 64-bit Linux).</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct SpawnFileActions;

    /// <summary>glibc's sigset_t: 1,024 bits.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct SignalSet;

    /// <summary>The part of struct statx (256 bytes) that is read here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ChangedSeconds;

        [FieldOffset(120)]
        public uint ChangedNanoseconds;
    }

    /// <summary>The part of siginfo_t that waitid(2) fills in (128 bytes on 64-bit Linux).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    public struct SignalInfo
    {
        [FieldOffset(16)]
        public int Pid;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recv(int descriptor, void* buffer, nuint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint send(int descriptor, void* buffer, nuint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socketpair(int domain, int type, int protocol, int* descriptors);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int dup2(int descriptor, int target);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long lseek(int descriptor, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int flock(int descriptor, int operation);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int wait4(int pid, int* status, int options, void* usage);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int kind, int id, SignalInfo* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint signal(int signal, nint handler);

    [LibraryImport("libc")]
    public static partial int posix_spawn(
        int* pid, byte* path, SpawnFileActions* fileActions, SpawnAttributes* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(SpawnAttributes* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(SpawnAttributes* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(SpawnAttributes* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(SpawnAttributes* attributes, SignalSet* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(SpawnAttributes* attributes, SignalSet* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(SpawnFileActions* fileActions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(SpawnFileActions* fileActions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(SpawnFileActions* fileActions, int from, int to);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addclosefrom_np(SpawnFileActions* fileActions, int from);

    [LibraryImport("libc")]
    public static partial int sigfillset(SignalSet* signals);

    [LibraryImport("libc")]
    public static partial int sigemptyset(SignalSet* signals);

    /// <summary>Changes when the file is replaced or written. All zero if there is no file.</summary>
    public static (ulong Number, ulong Size, long Seconds, uint Nanoseconds) FileMark(string path)
    {
        FileStatus status;
        return statx(CurrentFolder, path, 0, NumberSizeAndChange, &status) == 0
            ? (status.Number, status.Size, status.ChangedSeconds, status.ChangedNanoseconds)
            : default;
    }

    public static int OpenPidfd(int pid) => (int)syscall(SystemCallPidfdOpen, pid, 0);

    /// <summary>Signals the process that the descriptor was opened for, even if another one has its pid by now.</summary>
    public static void SignalPidfd(int pidfd, int signal) => _ = syscall(SystemCallPidfdSignal, pidfd, signal, 0, 0);

    public static int LastError => Marshal.GetLastPInvokeError();

    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint argument1, nint argument2, nint argument3 = 0, nint argument4 = 0);
}
