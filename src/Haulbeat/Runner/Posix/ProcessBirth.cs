using System.Globalization;

namespace Haulbeat.Runner.Posix;

/// <summary>When a process started. Pids are used again; pid and birth together name one process.</summary>
internal static class ProcessBirth
{
    private const int FieldsBefore = 19; // proc(5): starttime is field 22, the third (state) follows the name

    /// <summary>The process's birth in clock ticks since the machine booted, or null if it doesn't run.</summary>
    public static long? Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', FieldsBefore + 2);
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[FieldsBefore], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the process with that birth still runs.</summary>
    public static bool Runs(int pid, long? birth) => birth is not null && Of(pid) == birth;
}
