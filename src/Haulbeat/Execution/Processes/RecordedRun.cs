using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>A run in the files of this machine.</summary>
internal sealed record RecordedRun(RunFiles Files, RunDescriptor Run)
{
    /// <summary>The run with these files, or null if no descriptor can be read.</summary>
    public static RecordedRun? Read(RunFiles files) =>
        (RunDescriptorJson.ReadFile(files.Exit) ?? RunDescriptorJson.ReadFile(files.Record)) is { } run ? new RecordedRun(files, run) : null;

    /// <summary>The run in a line of the journal, or null if the line is no such run.</summary>
    public static RecordedRun? ReadLine(string line) =>
        RunDescriptorJson.Read(Encoding.UTF8.GetBytes(line)) is { EndedAt: not null } run ? new RecordedRun(new RunFiles(run.Files), run) : null;

    /// <summary>The state of the job.</summary>
    public JobState ToState()
    {
        var progress = ReadProgress();
        var state = new JobState
        {
            Job = Run.Job,
            Queue = Run.Queue,
            State = "running",
            Run = Run.Run,
            Attempt = Run.Attempt,
            Interruptions = Run.Interruptions,
            Worker = Run.Worker,
            StartedAt = Run.StartedAt,
            SentAt = Run.SentAt,
            Progress = progress?.Fraction,
            Message = progress?.Message,
        };
        return Run.ExitReport is { } report ? Ended(state, OutcomePolicy.Read(report))
            : Run.RunnerLives ? state with { Pid = Run.Pid }
            : state with { State = "queued" };
    }

    private JobState Ended(JobState state, Outcome outcome) => state with
    {
        State = outcome switch
        {
            Outcome.Succeeded => "succeeded",
            Outcome.Interrupted or Outcome.LeaseLost => "queued",
            _ => "dead",
        },
        EndedAt = Run.EndedAt,
        Outcome = outcome.Name,
        ExitCode = Run.ExitCode,
        Signal = Run.Signal,
        Reason = outcome is Outcome.Succeeded ? null : outcome.Reason,
        Result = outcome is Outcome.Succeeded ? ReadResult() : null,
    };

    private Progress? ReadProgress()
    {
        try
        {
            return File.Exists(Files.Newest) ? ProgressLine.Parse(File.ReadAllText(Files.Newest)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? ReadResult()
    {
        var problem = RunOutputReader.ReadResult(Files, out var result);
        return problem is null && result.Length > 0 ? Encoding.UTF8.GetString(result) : null;
    }
}
