using System.Runtime.InteropServices;

namespace Haulbeat.Cli;

/// <summary>The two system calls that .NET does not offer: what this user may do with a file, and signals other than SIGKILL.</summary>
internal static partial class NativeMethods
{
    private const int ExecutableMode = 1; // X_OK
    private const int WritableMode = 2; // W_OK
    private const int SigTerm = 15;

    public static bool IsExecutable(string path) => access(path, ExecutableMode) == 0;

    public static bool IsWritable(string path) => access(path, WritableMode) == 0;

    /// <summary>Asks a process to end.</summary>
    public static void Terminate(int pid) => _ = kill(pid, SigTerm);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
