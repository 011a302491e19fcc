using Haulbeat.Jobs;
using Haulbeat.Policies;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>One run from start to end: starts the job's process, has it supervised, writes how it ended and tells the worker.</summary>
internal sealed class JobRun(RunRequest request, OutputLog log, WorkerConnection worker, WorkFolder work, IReadOnlyList<byte[]> environment, TimeProvider time)
{
    private readonly StopPlan plan = new(request.Run.Lease);
    private readonly RunRecorder recorder = new(request, time.GetUtcNow());
    private readonly CheckpointFile checkpoint = new(request.Files, worker);
    private readonly List<Frame> unsent = [];

    private bool WantsFile => CommandTemplate.WantsFile(request.Arguments);

    public void Run()
    {
        var report = Prepare() ?? Execute();
        if (WantsFile)
        {
            // Kept as long as the log, a thousand bodies could fill the disk.
            _ = unlink(request.Files.Body);
        }

        var descriptor = recorder.WriteEnd(report, plan.Lease, time.GetUtcNow(), log);
        worker.Send([.. unsent, new Frame(FrameKind.Ended) { Body = descriptor }]);
    }

    /// <returns>Why the job can't be started, or null.</returns>
    private ExitReport? Prepare()
    {
        if (request.Refusal is { } refusal)
        {
            return NotStarted(refusal);
        }

        if (work.Make() is not 0 and var error)
        {
            return NotStarted($"The job's private folder {work.Path} cannot be made: {Describe(error)}.");
        }

        return Written(request.Files.Body, WantsFile ? Descriptor.Write(request.Files.Body, request.Body.Span, durable: false) : 0)
            ?? Written(request.Files.Checkpoint, checkpoint.Place(request.Checkpoint.Span));
    }

    private static ExitReport? Written(string path, int error) => error == 0 ? null : NotStarted($"The job's input cannot be written to {path}: {Describe(error)}.");

    private ExitReport Execute()
    {
        var body = request.Body.Span;
        var wantsBody = CommandTemplate.WantsBody(request.Arguments);
        if (wantsBody && body.Contains((byte)0))
        {
            return Invalid("The message's body holds a NUL byte, which no command-line argument can; read it from stdin or from {file}.");
        }

        var arguments = CommandTemplate.Fill(request.Arguments, body, System.Text.Encoding.UTF8.GetBytes(request.Files.Body));
        var error = JobProcess.Start(request, arguments, JobsEnvironment(), bodyOnInput: !wantsBody && !WantsFile, out var process);
        using (process)
        {
            return error == 0 ? Supervise(process) : Refused(error);
        }
    }

    private IReadOnlyList<byte[]> JobsEnvironment() =>
        ProcessEnvironment.Merge([ProcessEnvironment.Entry("HAULBEAT_DIR", work.Path), .. request.Environment], environment);

    private ExitReport Supervise(JobProcess process)
    {
        using var supervisor = new JobSupervisor(process, request, plan, recorder, checkpoint, log, worker);
        var report = supervisor.RunToEnd();
        unsent.AddRange(supervisor.UnsentFrames(OutcomePolicy.Read(report) is Outcome.Succeeded));
        return report;
    }

    private ExitReport Refused(int error) => error == ArgumentsTooLong
        ? Invalid($"The message does not fit into the command line and environment of {request.Program}: {Describe(error)}. Read the body from stdin or from {{file}}.")
        : NotStarted($"{request.Program} cannot be started: {Describe(error)}.");

    private static ExitReport Invalid(string why) => new() { StartError = why, Invalid = true };

    private static ExitReport NotStarted(string why) => new() { StartError = why };
}
