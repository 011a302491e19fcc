using System.Globalization;

namespace Haulbeat.Runner.Posix;

/// <summary>The machine's processes, without those that have ended and only wait to be reaped.</summary>
internal static class ProcessList
{
    public static IEnumerable<ProcessEntry> Read()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out var pid) && ReadOne(directory, pid) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Whether the bytes stand in the process's environment as it was when it started; false if that cannot be read.</summary>
    public static bool HasInEnvironment(int pid, ReadOnlySpan<byte> bytes) => Holds(pid, "environ", bytes);

    /// <summary>Whether the bytes stand in the process's command line, whose arguments end with a NUL each; false if that cannot be read.</summary>
    public static bool HasInCommandLine(int pid, ReadOnlySpan<byte> bytes) => Holds(pid, "cmdline", bytes);

    private static bool Holds(int pid, string file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}")).AsSpan().IndexOf(bytes) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // proc(5): "pid (name) state ppid pgrp session …"; the name may hold anything, so the last ')' counts.
    private static ProcessEntry? ReadOne(string directory, int pid)
    {
        try
        {
            var stat = File.ReadAllText(directory + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5);
            return fields[0] is "Z" or "X" ? null : new ProcessEntry(pid, Number(fields[1]), Number(fields[3]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
