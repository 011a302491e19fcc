using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>The runs in the files of this machine, from its workers' state directories.</summary>
/// <param name="root">The folder of the workers' state directories, or one state directory.</param>
public sealed class RunHistory(string root)
{
    /// <summary>The state of the job by its newest run on this machine, or null.</summary>
    public JobState? Find(string job) => Latest(job)?.ToState();

    /// <summary>What the newest run of the job on this machine printed, piece by piece, or null if there is no run.</summary>
    public IEnumerable<ReadOnlyMemory<byte>>? ReadOutput(string job) => Latest(job) switch
    {
        null => null,
        { Run.Output: { } output } => [output],
        var run => ReadFile(run.Files.OlderLog).Concat(ReadFile(run.Files.Log)),
    };

    /// <summary>The jobs that run now.</summary>
    public IReadOnlyList<JobState> Running() =>
    [
        .. Newest("").Where(files => File.Exists(files.Record) && !File.Exists(files.Exit))
            .Select(files => RecordedRun.Read(files)?.ToState()).OfType<JobState>().Where(state => state.State == "running"),
    ];

    private RecordedRun? Latest(string job) => FromFiles(job).Concat(FromJournals(job)).MaxBy(run => run.Run.StartedAt);

    private IEnumerable<RecordedRun> FromFiles(string job) =>
        Newest(RunDirectory.Suffix(job)).Select(RecordedRun.Read).OfType<RecordedRun>().Where(run => run.Run.Job == job).Take(1);

    private IEnumerable<RecordedRun> FromJournals(string job) => RunsFolders()
        .Select(folder => new RunFiles(folder + "/x"))
        .SelectMany(files => new[] { files.OlderJournal, files.Journal })
        .Where(File.Exists)
        .SelectMany(File.ReadLines)
        .Where(line => line.Contains(RunDirectory.Suffix(job), StringComparison.Ordinal)) // To parse all lines would take a while.
        .Select(RecordedRun.ReadLine)
        .OfType<RecordedRun>()
        .Where(run => run.Run.Job == job);

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
    private IEnumerable<RunFiles> Newest(string suffix) => RunsFolders().SelectMany(RunDirectory.Existing)
        .Where(files => files.Stem.EndsWith(suffix, StringComparison.Ordinal))
        .OrderByDescending(files => Path.GetFileName(files.Stem), StringComparer.Ordinal);

    private IEnumerable<string> RunsFolders() =>
        !Directory.Exists(root) ? []
        : Directory.Exists(root + "/runs") ? [root + "/runs"]
        : Directory.EnumerateDirectories(root).Select(worker => worker + "/runs").Where(Directory.Exists);
}
