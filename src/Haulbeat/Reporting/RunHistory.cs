using Haulbeat.Receiving;
using Haulbeat.Running;

namespace Haulbeat.Reporting;

/// <summary>What this machine's disk knows of runs, from the state directories of its workers.</summary>
/// <param name="root">The folder that holds the workers' state directories, or one state directory.</param>
public sealed class RunHistory(string root)
{
    /// <summary>The newest run of the job on this machine, or null.</summary>
    public JobState? Find(string job) => FindFiles(job) is { } files ? RunRecordReader.Read(files) : null;

    /// <summary>The files of the newest run of the job on this machine, or null.</summary>
    public RunFiles? FindFiles(string job) =>
        Newest(RunShelf.Suffix(job)).FirstOrDefault(files => RunRecordReader.Read(files)?.Job == job);

    /// <summary>The jobs that run now.</summary>
    public IReadOnlyList<JobState> Running() =>
        [.. Newest("").Where(files => File.Exists(files.Record) && !File.Exists(files.Exit)).Select(RunRecordReader.Read).OfType<JobState>().Where(state => state.State == "running")];

    // The names begin with the time.
    private IEnumerable<RunFiles> Newest(string suffix) => Shelves().SelectMany(RunShelf.Existing)
        .Where(files => files.Stem.EndsWith(suffix, StringComparison.Ordinal))
        .OrderByDescending(files => Path.GetFileName(files.Stem), StringComparer.Ordinal);

    private IEnumerable<string> Shelves() =>
        !Directory.Exists(root) ? []
        : Directory.Exists(root + "/runs") ? [root + "/runs"]
        : Directory.EnumerateDirectories(root).Select(worker => worker + "/runs").Where(Directory.Exists);
}
