using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>One run from start to end: starts the job's process, has it watched, notes how it ended and tells the worker.</summary>
internal sealed class JobRun(RunSpecification specification, OutputLog log, WorkerLink link, WorkFolder work, IReadOnlyList<byte[]> environment, Heap heap, TimeProvider time)
{
    private readonly StopPlan plan = new(specification.Term);
    private readonly RunNotes notes = new(specification, time.GetUtcNow());
    private readonly CheckpointFile checkpoint = new(specification.Files, link);
    private readonly List<Frame> untold = [];

    public void Run()
    {
        var report = StartError() is { } refusal ? refusal : Execute();
        if (CommandFiller.WantsFile(specification.Arguments))
        {
            // Kept as long as the log, a thousand bodies could fill the disk.
            _ = unlink(specification.Files.Body);
        }

        notes.WriteExit(report, plan.Term, time.GetUtcNow(), log);
        link.Send([.. untold, ExitReportFrame.Encode(report, log.Held)]);
    }

    private ExitReport? StartError()
    {
        if (specification.Refusal is { } refusal)
        {
            return NotStarted(refusal);
        }

        if (work.Make() is not 0 and var problem)
        {
            return NotStarted($"The job's private folder {work.Path} cannot be made: {Describe(problem)}.");
        }

        var files = specification.Files;
        return Written(files.Body, CommandFiller.WantsFile(specification.Arguments) ? Descriptor.Write(files.Body, specification.Job.Body.Span, durable: false) : 0)
            ?? Written(files.Checkpoint, checkpoint.Place(specification.Job.Checkpoint.Span));
    }

    private static ExitReport? Written(string path, int error) => error == 0 ? null : NotStarted($"What the job is to read cannot be written to {path}: {Describe(error)}.");

    private ExitReport Execute()
    {
        var body = specification.Job.Body.Span;
        var wantsBody = CommandFiller.WantsBody(specification.Arguments);
        if (wantsBody && body.Contains((byte)0))
        {
            return Invalid("The message's body holds a NUL byte, which no command-line argument can; read it from stdin or from {file}.");
        }

        var arguments = CommandFiller.Fill(specification.Arguments, body, System.Text.Encoding.UTF8.GetBytes(specification.Files.Body));
        var onInput = !wantsBody && !CommandFiller.WantsFile(specification.Arguments);
        var error = JobProcess.Start(specification, arguments, JobsEnvironment(), onInput, out var process);
        using (process)
        {
            return error == 0 ? Watch(process) : Refused(error);
        }
    }

    private IReadOnlyList<byte[]> JobsEnvironment() =>
        ProcessEnvironment.Merge([ProcessEnvironment.Entry("HAULBEAT_DIR", work.Path), .. specification.Environment], environment);

    private ExitReport Watch(JobProcess process)
    {
        using var watch = new JobWatch(process, specification, plan, notes, checkpoint, log, link, heap);
        var report = watch.Watch();
        untold.AddRange(watch.Untold(OutcomePolicy.Read(report) is Outcome.Succeeded));
        return report;
    }

    private ExitReport Refused(int error) => error == ArgumentsTooLong
        ? Invalid($"The message does not fit into the command line and environment of {specification.Program}: {Describe(error)}. Read the body from stdin or from {{file}}.")
        : NotStarted($"{specification.Program} cannot be started: {Describe(error)}.");

    private static ExitReport Invalid(string why) => new() { StartError = why, Invalid = true };

    private static ExitReport NotStarted(string why) => new() { StartError = why };
}
