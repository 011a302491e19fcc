using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Haulbeat.Running;

/// <summary>Names the runs' folders, and keeps the newest of those that ended.</summary>
/// <param name="root">Where they lie.</param>
/// <param name="time">The clock.</param>
internal sealed class RunFolders(string root, TimeProvider time)
{
    /// <summary>How many ended runs are kept for <c>status</c> and <c>logs</c>.</summary>
    public const int Kept = 1000;

    private const int LongestName = 120;
    private readonly ConcurrentQueue<string> ended = new(Existing(root));
    private int counter;

    /// <summary>The folders of a job's runs end like this, whatever its id holds.</summary>
    public static string Suffix(string job)
    {
        var name = new StringBuilder("-");
        foreach (var value in Encoding.UTF8.GetBytes(job))
        {
            _ = char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_'
                ? name.Append((char)value)
                : name.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return name.ToString(0, Math.Min(name.Length, LongestName));
    }

    /// <summary>A new folder's name: sorts by time. The folder itself is made by the runner.</summary>
    public RunDirectory Next(string job)
    {
        var number = (ushort)Interlocked.Increment(ref counter);
        return new RunDirectory(string.Create(CultureInfo.InvariantCulture, $"{root}/{time.GetUtcNow().ToUnixTimeMilliseconds():x12}-{number:x4}{Suffix(job)}"));
    }

    /// <summary>Removes the job's private files, and the oldest run when there are too many.</summary>
    public void Ended(RunDirectory directory)
    {
        Remove(directory.Work);
        ended.Enqueue(directory.Path);
        if (ended.Count > Kept && ended.TryDequeue(out var oldest))
        {
            Remove(oldest);
        }
    }

    private static IEnumerable<string> Existing(string root) => Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal);

    // What another user's process left there cannot be removed, and is no reason to stop.
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
