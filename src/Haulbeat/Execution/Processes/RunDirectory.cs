using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Execution.Processes;

/// <summary>Names the runs' files, and keeps the newest of the runs that ended.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="time">The clock.</param>
internal sealed class RunDirectory(string folder, TimeProvider time)
{
    /// <summary>How many ended runs are kept for <c>status</c> and <c>logs</c>.</summary>
    public const int Kept = 1000;

    private const int LongestName = 120;
    private const long LargestJournal = 4 << 20;
    private readonly Channel<RunFiles> ended = Channel.CreateUnbounded<RunFiles>(new UnboundedChannelOptions { SingleReader = true });
    private int counter;

    /// <summary>The runs on a directory, the newest last.</summary>
    public static IEnumerable<RunFiles> Existing(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => path.IndexOf('.', folder.Length) > 0) // A run's files have an ending each; what has none is not ours.
        .Select(path => path[..path.IndexOf('.', folder.Length)])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(stem => new RunFiles(stem));

    /// <summary>The names of a job's runs end like this, whatever its id holds. No dot is in it.</summary>
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

    /// <summary>Names for a new run's files, in the order of time.</summary>
    public RunFiles Next(string job)
    {
        var number = (ushort)Interlocked.Increment(ref counter);
        return new RunFiles(string.Create(CultureInfo.InvariantCulture, $"{folder}/{time.GetUtcNow().ToUnixTimeMilliseconds():x12}-{number:x4}{Suffix(job)}"));
    }

    /// <summary>A run ended, and its files may make room one day.</summary>
    public void Ended(RunFiles files) => ended.Writer.TryWrite(files);

    /// <summary>No more runs end.</summary>
    public void Complete() => ended.Writer.Complete();

    /// <summary>Removes the oldest runs when there are too many; beside the jobs, so that none waits for a disk.</summary>
    public async Task CleanAsync()
    {
        // A run that is not settled is nobody's to remove; it comes when it is.
        var kept = new Queue<RunFiles>(Existing(folder).Where(files => !File.Exists(files.Record)));
        await foreach (var files in ended.Reader.ReadAllAsync())
        {
            KeepJournalSmall(files.Journal);
            kept.Enqueue(files);
            while (kept.Count > Kept)
            {
                Remove(kept.Dequeue());
            }
        }
    }

    /// <summary>The journal before the newest.</summary>
    public static string Older(string journal) => journal + ".1";

    private static void KeepJournalSmall(string journal)
    {
        if (new FileInfo(journal) is { Exists: true, Length: > LargestJournal })
        {
            _ = Libc.rename(journal, Older(journal));
        }
    }

    private static void Remove(RunFiles files)
    {
        foreach (var path in files.All)
        {
            _ = Libc.unlink(path);
        }
    }
}
