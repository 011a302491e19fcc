using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>What this machine's disk knows of runs, from the state directories of its workers.</summary>
/// <param name="root">The folder that holds the workers' state directories, or one state directory.</param>
public sealed class RunHistory(string root)
{
    /// <summary>The newest run of the job on this machine, or null.</summary>
    public JobState? Find(string job) => Latest(job)?.State;

    /// <summary>What the newest run of the job on this machine has printed, piece by piece, or null if there is no such run.</summary>
    public IEnumerable<ReadOnlyMemory<byte>>? ReadOutput(string job) => Latest(job) switch
    {
        null => null,
        { Output: { } output } => [output],
        var run => ReadFile(run.Files.OlderLog).Concat(ReadFile(run.Files.Log)),
    };

    /// <summary>The jobs that run now.</summary>
    public IReadOnlyList<JobState> Running() =>
        [.. Newest("").Where(files => File.Exists(files.Record) && !File.Exists(files.Exit)).Select(files => RunRecordReader.Read(files)?.State).OfType<JobState>().Where(state => state.State == "running")];

    private KnownRun? Latest(string job) => FromFiles(job).Concat(FromJournals(job)).MaxBy(run => run.State.StartedAt);

    private IEnumerable<KnownRun> FromFiles(string job)
    {
        foreach (var files in Newest(RunDirectory.Suffix(job)))
        {
            if (RunRecordReader.Read(files) is { } run && run.State.Job == job)
            {
                yield return run;
                yield break;
            }
        }
    }

    private IEnumerable<KnownRun> FromJournals(string job) => Shelves()
        .Select(directory => new RunFiles(directory + "/x").Journal)
        .SelectMany(journal => new[] { RunDirectory.Older(journal), journal })
        .Where(File.Exists)
        .SelectMany(File.ReadLines)
        .Where(line => line.Contains(RunDirectory.Suffix(job), StringComparison.Ordinal)) // Parsing all of them would take a while.
        .Select(RunRecordReader.ReadLine)
        .OfType<KnownRun>()
        .Where(run => run.State.Job == job);

    // A job that printed nothing, or less than half of the limit, lacks one file or both.
    private static IEnumerable<ReadOnlyMemory<byte>> ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[64 << 10];
        while (log.Read(buffer) is > 0 and var count)
        {
            yield return buffer.AsMemory(0, count);
        }
    }

    // The names begin with the time.
    private IEnumerable<RunFiles> Newest(string suffix) => Shelves().SelectMany(RunDirectory.Existing)
        .Where(files => files.Stem.EndsWith(suffix, StringComparison.Ordinal))
        .OrderByDescending(files => Path.GetFileName(files.Stem), StringComparer.Ordinal);

    private IEnumerable<string> Shelves() =>
        !Directory.Exists(root) ? []
        : Directory.Exists(root + "/runs") ? [root + "/runs"]
        : Directory.EnumerateDirectories(root).Select(worker => worker + "/runs").Where(Directory.Exists);
}
