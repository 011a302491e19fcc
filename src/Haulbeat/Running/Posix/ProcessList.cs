using System.Globalization;

namespace Haulbeat.Running.Posix;

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
