using System.Globalization;
using System.Runtime.InteropServices;

namespace Haulbeat.Lab.Processes;

/// <summary>Signals, and what /proc tells about processes.</summary>
internal static partial class Posix
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int FieldsBeforeStart = 19; // proc(5): starttime is field 22; the third field (state) follows the name.

    /// <summary>Sends a signal. A process that is gone gets none.</summary>
    public static void Signal(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>When the process started, in clock ticks since boot; null if it does not run. Pid and start time together identify a process: pids are reused.</summary>
    public static long? StartTimeOf(int pid)
    {
        try
        {
            // The name before the last ')' may hold anything.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', FieldsBeforeStart + 2);
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[FieldsBeforeStart], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
