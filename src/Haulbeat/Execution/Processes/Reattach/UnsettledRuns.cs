using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.Records;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Execution.Processes.Reattach;

/// <summary>The records of runs whose end is not settled.</summary>
internal static class UnsettledRuns
{
    /// <summary>Reads them. One that nobody can read is removed: its runner, if it lives, is found all the same.</summary>
    public static IReadOnlyList<FoundRun> Read(string runs, IReporter reporter)
    {
        var found = new List<FoundRun>();
        foreach (var files in RunDirectory.Existing(runs).Where(files => File.Exists(files.Record)))
        {
            if (RecordReader.ReadFile(files.Record) is { } record)
            {
                found.Add(new FoundRun(record, files));
            }
            else if (File.Exists(files.Record))
            {
                reporter.Report(new WorkerEvent.Warned($"{files.Record} is no record of a run and is removed."));
                Forget(files);
            }
        }

        return found;
    }

    /// <summary>The run is settled, or lost: no successor has to care for it.</summary>
    public static void Forget(RunFiles files)
    {
        _ = Libc.unlink(files.Record);
        _ = Libc.unlink(files.Checkpoint);
    }
}
