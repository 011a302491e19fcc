using Haulbeat.Receiving;
using Haulbeat.Running;

namespace Haulbeat.Reporting;

/// <summary>What this machine's disk knows of runs, from the state directories of its workers.</summary>
/// <param name="root">The folder that holds the workers' state directories, or one state directory.</param>
public sealed class RunHistory(string root)
{
    /// <summary>The newest run of the job on this machine, or null; <see cref="JobState.RunDirectory"/> holds <c>log</c> (and <c>log.1</c> before it).</summary>
    public JobState? Find(string job) =>
        Folders(RunFolders.Suffix(job)).Select(RunRecordReader.Read).FirstOrDefault(state => state?.Job == job);

    /// <summary>The jobs that run now.</summary>
    public IReadOnlyList<JobState> Running() =>
        [.. Folders("").Where(folder => File.Exists(folder.Record) && !File.Exists(folder.Exit)).Select(RunRecordReader.Read).OfType<JobState>().Where(state => state.State == "running")];

    // The names begin with the time, so the newest come first.
    private IEnumerable<RunDirectory> Folders(string suffix) =>
        RunsFolders().SelectMany(runs => Directory.EnumerateDirectories(runs))
            .Where(folder => folder.EndsWith(suffix, StringComparison.Ordinal))
            .OrderByDescending(Path.GetFileName, StringComparer.Ordinal)
            .Select(folder => new RunDirectory(folder));

    private IEnumerable<string> RunsFolders() =>
        !Directory.Exists(root) ? []
        : Directory.Exists(root + "/runs") ? [root + "/runs"]
        : Directory.EnumerateDirectories(root).Select(worker => worker + "/runs").Where(Directory.Exists);
}
