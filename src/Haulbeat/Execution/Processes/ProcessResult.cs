using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Execution.Processes;

/// <summary>A run that ended, with its files.</summary>
internal sealed record ProcessResult(ProcessContext Context, RunFiles Files, ExitReport ExitReport) : IExecutionResult
{
    /// <summary>What the job printed, if that is not in the files.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>Whether the runner did not report the end itself: it may not have sent the last checkpoint either.</summary>
    public bool IsReadFromFiles { get; init; }

    public bool IsKeptForNextWorker => File.Exists(Files.Record);

    public RunOutput ReadOutput(Outcome outcome, DateTimeOffset at)
    {
        var worker = Context.Options.Worker;
        if (outcome is not Outcome.Succeeded)
        {
            return new RunOutput(default, LastOutput(), worker, at);
        }

        var problem = RunOutputReader.ReadResult(Files, out var result);
        return new RunOutput(result, problem is null ? "" : LastOutput(), worker, at) { ResultProblem = problem };
    }

    public ReadOnlyMemory<byte> ReadUnreportedCheckpoint() =>
        IsReadFromFiles && Descriptor.Read(Files.Checkpoint, JobLimits.LargestCheckpoint + 1) is { Length: <= JobLimits.LargestCheckpoint } checkpoint ? checkpoint : default;

    public void Forget() => Context.Directory.Forget(Files);

    private string LastOutput() => Output.IsEmpty ? RunOutputReader.ReadLastOutput(Files) : RunOutputReader.ToLastOutput(Output.Span);
}
