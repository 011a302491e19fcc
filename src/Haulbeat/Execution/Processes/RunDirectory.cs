using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Execution.Processes;

/// <summary>The folder of the runs' files: names them, and keeps the newest of the runs that ended.</summary>
/// <param name="folder">The folder.</param>
/// <param name="time">The clock.</param>
internal sealed class RunDirectory(string folder, TimeProvider time)
{
    /// <summary>How many ended runs are kept for <c>status</c> and <c>logs</c>.</summary>
    public const int Kept = 1000;

    private const int LongestName = 120;
    private const long LargestJournal = 4 << 20;
    private readonly Channel<RunFiles> ended = Channel.CreateUnbounded<RunFiles>(new UnboundedChannelOptions { SingleReader = true });
    private int counter;

    /// <summary>The folder.</summary>
    public string Path => folder;

    /// <summary>The runs in a folder, the newest last.</summary>
    public static IEnumerable<RunFiles> Existing(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => path.IndexOf('.', folder.Length) > 0) // A run's files have an extension each. What has none is no run's.
        .Select(path => path[..path.IndexOf('.', folder.Length)])
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(stem => new RunFiles(stem));

    /// <summary>How the names of a job's runs end, whatever its id contains. It has no dot.</summary>
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

    /// <summary>The files of a new run. Their names sort by time.</summary>
    public RunFiles Next(string job)
    {
        var number = (ushort)Interlocked.Increment(ref counter);
        return new RunFiles(string.Create(CultureInfo.InvariantCulture, $"{folder}/{time.GetUtcNow().ToUnixTimeMilliseconds():x12}-{number:x4}{Suffix(job)}"));
    }

    /// <summary>The descriptors of the runs that are not settled. A file that is none is removed: its runner, if it lives, is found without it.</summary>
    public IReadOnlyList<(RunFiles Files, RunDescriptor Run)> ReadUnsettled(IReporter reporter)
    {
        var found = new List<(RunFiles, RunDescriptor)>();
        foreach (var files in Existing(folder).Where(files => File.Exists(files.Record)))
        {
            if (RunDescriptorJson.ReadFile(files.Record) is { } run)
            {
                found.Add((files, run));
            }
            else if (File.Exists(files.Record))
            {
                reporter.Report(new WorkerEvent.Warned($"{files.Record} is no record of a run and is removed."));
                Unlist(files);
            }
        }

        return found;
    }

    /// <summary>The run ended and no worker has to settle it: its files are removed when there are too many.</summary>
    public void Forget(RunFiles files)
    {
        Unlist(files);
        ended.Writer.TryWrite(files);
    }

    /// <summary>No worker has to settle the run.</summary>
    public static void Unlist(RunFiles files)
    {
        _ = Libc.unlink(files.Record);
        _ = Libc.unlink(files.Checkpoint);
    }

    /// <summary>No more runs end.</summary>
    public void Complete() => ended.Writer.Complete();

    /// <summary>Removes the oldest runs when there are too many, beside the jobs: none waits for the disk.</summary>
    public async Task CleanAsync()
    {
        // A run that is not settled is not removed. It is counted when it is forgotten.
        var kept = new Queue<RunFiles>(Existing(folder).Where(files => !File.Exists(files.Record)));
        await foreach (var files in ended.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            RotateJournal(files);
            kept.Enqueue(files);
            while (kept.Count > Kept)
            {
                Remove(kept.Dequeue());
            }
        }
    }

    private static void RotateJournal(RunFiles files)
    {
        if (new FileInfo(files.Journal) is { Exists: true, Length: > LargestJournal })
        {
            _ = Libc.rename(files.Journal, files.OlderJournal);
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
