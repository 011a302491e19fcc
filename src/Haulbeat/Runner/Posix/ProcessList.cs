using System.Globalization;

namespace Haulbeat.Runner.Posix;

/// <summary>The machine's processes, without zombies.</summary>
internal static class ProcessList
{
    /// <summary>A process, its parent and its session.</summary>
    public readonly record struct Entry(int Pid, int Parent, int Session);

    public static IEnumerable<Entry> Read()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), CultureInfo.InvariantCulture, out var pid) && ReadOne(directory, pid) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Whether the process's environment, as it was at its start, contains the bytes. False if it can't be read.</summary>
    public static bool HasInEnvironment(int pid, ReadOnlySpan<byte> bytes) => Contains(pid, "environ", bytes);

    /// <summary>Whether the process's command line, with a NUL after each argument, contains the bytes. False if it can't be read.</summary>
    public static bool HasInCommandLine(int pid, ReadOnlySpan<byte> bytes) => Contains(pid, "cmdline", bytes);

    private static bool Contains(int pid, string file, ReadOnlySpan<byte> bytes)
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

    // proc(5): "pid (name) state ppid pgrp session …"; the name may contain anything, so the last ')' counts.
    private static Entry? ReadOne(string directory, int pid)
    {
        try
        {
            var stat = File.ReadAllText(directory + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 5);
            return fields[0] is "Z" or "X" ? null : new Entry(pid, Number(fields[1]), Number(fields[3]));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
