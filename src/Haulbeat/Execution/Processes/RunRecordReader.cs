using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner;
using Haulbeat.Runner.Records;
using Haulbeat.Worker;

namespace Haulbeat.Execution.Processes;

/// <summary>Tells the state of a run from what its runner wrote to disk.</summary>
internal static class RunRecordReader
{
    /// <summary>The run, or null if nothing readable is there.</summary>
    public static KnownRun? Read(RunFiles files) =>
        (RecordReader.ReadFile(files.Exit) ?? RecordReader.ReadFile(files.Record)) is { } record ? new KnownRun(StateOf(record, files), files, null) : null;

    /// <summary>The run that a line of the journal tells of, or null if it is no such line.</summary>
    public static KnownRun? ReadLine(string line) =>
        RecordReader.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out var record) && record.ExitReport is not null
            ? new KnownRun(StateOf(record, record.Files), record.Files, record.Output.ToArray())
            : null;

    private static JobState StateOf(RunRecord record, RunFiles files) => record.ExitReport is { } report
        ? Ended(Identity(record, files), OutcomePolicy.Read(report), record, files)
        : record.RunnerLives ? Identity(record, files) with { Pid = record.Pid } : Identity(record, files) with { State = "queued" };

    private static JobState Ended(JobState state, Outcome outcome, RunRecord record, RunFiles files) => state with
    {
        State = outcome switch
        {
            Outcome.Succeeded => "succeeded",
            Outcome.NotStarted or Outcome.Interrupted or Outcome.LeaseLost => "queued",
            _ => "dead",
        },
        EndedAt = record.EndedAt,
        Outcome = outcome.Name,
        ExitCode = record.ExitReport!.ExitCode,
        Signal = record.ExitReport.Signal,
        Reason = outcome is Outcome.Succeeded ? null : SettlementPolicy.Explain(outcome),
        Result = outcome is Outcome.Succeeded ? Result(files) : null,
    };

    private static JobState Identity(RunRecord record, RunFiles files)
    {
        var progress = Progress(files);
        return new JobState
        {
            Job = record.Job.Id,
            Queue = record.Job.Queue,
            State = "running",
            Run = record.Job.Run,
            Attempt = record.Job.Attempt,
            Interruptions = record.Job.Interruptions,
            Worker = record.Worker,
            StartedAt = record.StartedAt,
            SentAt = record.Job.SentAt,
            Progress = progress?.Fraction,
            Message = progress?.Message,
        };
    }

    private static Progress? Progress(RunFiles files)
    {
        try
        {
            return File.Exists(files.Newest) ? ProgressLine.Parse(File.ReadAllText(files.Newest)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Result(RunFiles files)
    {
        var problem = RunOutputReader.ReadResult(files.Result, out var result);
        return problem is null && result.Length > 0 ? System.Text.Encoding.UTF8.GetString(result) : null;
    }
}
