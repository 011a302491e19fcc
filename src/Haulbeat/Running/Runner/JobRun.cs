using Haulbeat.Custody;
using Haulbeat.Outcomes;
using Haulbeat.Running.Posix;
using Haulbeat.Running.Protocol;
using static Haulbeat.Running.Posix.Libc;

namespace Haulbeat.Running.Runner;

/// <summary>One run from start to end: starts the job's process, watches it, stops it when it must, and leaves nothing of its tree behind.</summary>
internal sealed unsafe class JobRun(RunSpecification specification, OutputLog log, WorkerLink link, WorkFolder work, IReadOnlyList<byte[]> environment, Heap heap, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    private readonly StopPlan plan = new(specification.SafeUntil);
    private readonly RunRecord record = new(specification, time.GetUtcNow());
    private readonly List<Frame> untold = [];
    private readonly BootInstant tellAt = BootClock.Now + AtOnce;
    private BootInstant nextTick = BootClock.Now + Tick;
    private bool recorded;

    public void Run()
    {
        var evidence = StartError() is { } refusal ? refusal : Execute();
        if (CommandFiller.WantsFile(specification.Arguments))
        {
            // Kept as long as the log, a thousand bodies could fill the disk.
            _ = unlink(specification.Files.Body);
        }

        record.WriteExit(evidence, time.GetUtcNow(), log);
        link.Send([.. untold, EvidenceFrame.Encode(evidence, log.Held)]);
    }

    private Evidence? StartError()
    {
        if (work.Make() is not 0 and var problem)
        {
            return NotStarted($"The job's private folder {work.Path} cannot be made: {Describe(problem)}.");
        }

        var body = specification.Files.Body;
        var error = CommandFiller.WantsFile(specification.Arguments) ? Descriptor.Write(body, specification.Body.Span, durable: false) : 0;
        return error == 0 ? null : NotStarted($"The message's body cannot be written to {body}: {Describe(error)}.");
    }

    private Evidence Execute()
    {
        var wantsBody = CommandFiller.WantsBody(specification.Arguments);
        if (wantsBody && specification.Body.Span.Contains((byte)0))
        {
            return Unfit("The message's body holds a NUL byte, which no command-line argument can; read it from stdin or from {file}.");
        }

        var arguments = CommandFiller.Fill(specification.Arguments, specification.Body.Span, System.Text.Encoding.UTF8.GetBytes(specification.Files.Body));
        var onInput = !wantsBody && !CommandFiller.WantsFile(specification.Arguments);
        var error = JobProcess.Start(specification, arguments, JobsEnvironment(), onInput, out var process);
        using (process)
        {
            return error == 0 ? Watch(process) : Refused(error);
        }
    }

    private IReadOnlyList<byte[]> JobsEnvironment() =>
        ProcessEnvironment.Merge([ProcessEnvironment.Entry("HAULBEAT_DIR", work.Path), .. specification.Environment], environment);

    private Evidence Refused(int error) => error == ArgumentsTooLong
        ? Unfit($"The message does not fit into the command line and environment of {specification.Program}: {Describe(error)}. Read the body from stdin or from {{file}}.")
        : NotStarted($"{specification.Program} cannot be started: {Describe(error)}.");

    private Evidence Watch(JobProcess process)
    {
        untold.Add(new Frame(FrameKind.Started).Add(FrameField.Pid, process.Pid));
        using var output = new JobOutput(process, log, specification.UnderstandsFfmpeg);
        using var progress = new ProgressReport(specification.Files, output, link);
        // What came together with the start is already read from the socket, which will not speak of it again.
        Listen();
        plan.Enforce(process, BootClock.Now);
        while (!WaitForEvents(process, output))
        {
            plan.Enforce(process, BootClock.Now);
            TellStart();
            TickIfDue(process, progress);
        }

        var status = process.Reap();
        var clean = ProcessTree.KillAll();
        output.Drain();
        progress.Send();
        return new Evidence { ExitCode = status.Code, Signal = status.Signal, StopCause = plan.Cause, Survivors = !clean };
    }

    /// <summary>Waits until something happens and takes in what it is.</summary>
    /// <returns>Whether the job's process has ended.</returns>
    private bool WaitForEvents(JobProcess process, JobOutput output)
    {
        const int Count = 4;
        var entries = stackalloc PollEntry[Count];
        entries[0] = new() { Descriptor = process.ExitDescriptor, Events = PollIn };
        entries[1] = new() { Descriptor = link.Descriptor, Events = PollIn };
        entries[2] = new() { Descriptor = process.OutputDescriptor, Events = PollIn };
        entries[3] = new() { Descriptor = process.ErrorsDescriptor, Events = PollIn };
        _ = poll(entries, Count, MillisecondsToWait());
        output.Read(entries[2].Returned != 0, entries[3].Returned != 0);
        if (entries[1].Returned != 0)
        {
            Listen();
        }

        return entries[0].Returned != 0;
    }

    // Of a job that is over at once, start and end are told together: the worker is woken once.
    private void TellStart()
    {
        if (untold.Count > 0 && BootClock.Now >= tellAt)
        {
            link.TrySend(untold[0]);
            untold.Clear();
        }
    }

    private int MillisecondsToWait()
    {
        var due = untold.Count > 0 ? tellAt : nextTick;
        var wake = plan.Next < due ? plan.Next : due;
        return (int)Math.Clamp(Math.Ceiling((wake - BootClock.Now).TotalMilliseconds), 0, Tick.TotalMilliseconds);
    }

    private void Listen()
    {
        while (link.TakeFrame() is { } frame)
        {
            HeedIfMeant(frame);
        }

        if (!link.IsOpen)
        {
            plan.Stop(StopCause.WorkerGone, BootClock.Now);
        }
    }

    // A word about the runner's last job may come late.
    private void HeedIfMeant(Frame frame)
    {
        if (frame.Text(FrameField.Files) == specification.Files.Stem)
        {
            plan.Heed(frame, BootClock.Now);
        }
    }

    private void TickIfDue(JobProcess process, ProgressReport progress)
    {
        if (BootClock.Now < nextTick)
        {
            return;
        }

        nextTick = BootClock.Now + Tick;
        ProcessTree.ReapOrphans(process.Pid);
        progress.Send();
        heap.Tidy();
        log.PutOnDisk();
        if (!recorded)
        {
            recorded = record.WriteStarted(process.Pid);
        }
    }

    private static Evidence Unfit(string why) => new() { StartError = why, Unfit = true };

    private static Evidence NotStarted(string why) => new() { StartError = why };
}
