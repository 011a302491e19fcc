using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>Watches the job's process until it ends: takes its output, listens to the worker or does without, and stops it when it must.</summary>
internal sealed unsafe class JobWatch(JobProcess process, RunSpecification specification, StopPlan plan, RunNotes notes, CheckpointFile checkpoint, OutputLog log, WorkerLink link, Heap heap) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    private readonly JobOutput output = new(process, log, specification.UnderstandsFfmpeg);
    private readonly ProgressReport progress = new(specification.Files, link);
    private readonly JobSocket socket = new(specification.Files);
    private readonly BootInstant tellAt = BootClock.Now + AtOnce;
    private BootInstant nextTick = BootClock.Now + Tick;
    private Frame? started = new Frame(FrameKind.Started).Add(FrameField.Pid, process.Pid);
    private bool alone;

    /// <summary>Watches until nothing is left of the job's process tree.</summary>
    public ExitReport Watch()
    {
        // What came together with the start is already read from the socket, which will not speak of it again.
        Listen();
        plan.Enforce(process, BootClock.Now);
        while (!WaitForEvents())
        {
            NoticeAbsence();
            plan.Enforce(process, BootClock.Now);
            TellStart();
            TickIfDue();
        }

        var status = process.Reap();
        var clean = ProcessTree.KillAll();
        output.Drain();
        progress.Send(output.Progress);
        Listen();
        NoticeAbsence();
        return new ExitReport { ExitCode = status.Code, Signal = status.Signal, StopReason = plan.Cause, Survivors = !clean };
    }

    /// <summary>What the worker has still to be told, before the end.</summary>
    public IEnumerable<Frame> Untold(bool succeeded) =>
        new[] { started, succeeded ? null : checkpoint.Untold() }.OfType<Frame>();

    public void Dispose()
    {
        output.Dispose();
        progress.Dispose();
        socket.Dispose();
    }

    /// <summary>Waits until something happens and takes in what it is.</summary>
    /// <returns>Whether the job's process has ended.</returns>
    private bool WaitForEvents()
    {
        const int Count = 6;
        var entries = stackalloc PollEntry[Count];
        entries[0] = new() { Descriptor = process.ExitDescriptor, Events = PollIn };
        entries[1] = new() { Descriptor = link.Descriptor, Events = PollIn };
        entries[2] = new() { Descriptor = process.OutputDescriptor, Events = PollIn };
        entries[3] = new() { Descriptor = process.ErrorsDescriptor, Events = PollIn };
        entries[4] = new() { Descriptor = socket.Descriptor, Events = PollIn };
        entries[5] = new() { Descriptor = socket.CandidateDescriptor, Events = PollIn };
        _ = poll(entries, Count, MillisecondsToWait());
        output.Read(entries[2].Returned != 0, entries[3].Returned != 0);
        if (entries[1].Returned != 0)
        {
            Listen();
        }

        if ((entries[4].Returned | entries[5].Returned) != 0 && socket.Admit(entries[4].Returned != 0) is { } successor)
        {
            TurnTo(successor);
        }

        return entries[0].Returned != 0;
    }

    private int MillisecondsToWait()
    {
        var due = started is null ? nextTick : tellAt;
        var wake = plan.Next < due ? plan.Next : due;
        return (int)Math.Clamp(Math.Ceiling((wake - BootClock.Now).TotalMilliseconds), 0, Tick.TotalMilliseconds);
    }

    private void Listen()
    {
        while (link.IsOpen && link.TakeFrame() is { } frame)
        {
            HeedIfMeant(frame);
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

    private void NoticeAbsence()
    {
        if (alone || link.IsOpen)
        {
            return;
        }

        alone = true;
        plan.GoOnAlone(BootClock.Now);
        if (plan.Term.IsLeased)
        {
            LetGoOfErrors();
            MakeFindable();
        }
    }

    // Whoever waits for the worker's stderr to be closed, a shell or a log collector, must not wait for the job.
    private static void LetGoOfErrors()
    {
        const int StandardError = 2;
        var nothing = open("/dev/null", WriteOnly | CloseOnExec, 0);
        if (nothing >= 0)
        {
            _ = dup2(nothing, StandardError);
            Descriptor.Close(ref nothing);
        }
    }

    private void TurnTo(WorkerLink successor)
    {
        link.TurnTo(successor);
        (alone, started) = (false, null);
        link.TrySend(new Frame(FrameKind.Welcome) { Body = notes.Tell(process.Pid, plan.Term) }.Add(FrameField.Version, ProtocolVersion.Current));
        progress.TellAgain();
        checkpoint.TellAgain();
        checkpoint.Send();
        Listen();
    }

    // Of a job that is over at once, start and end are told together: the worker is woken once.
    private void TellStart()
    {
        if (started is not null && BootClock.Now >= tellAt)
        {
            link.TrySend(started);
            started = null;
        }
    }

    private void TickIfDue()
    {
        if (BootClock.Now < nextTick)
        {
            return;
        }

        nextTick = BootClock.Now + Tick;
        ProcessTree.ReapOrphans(process.Pid);
        link.Flush();
        progress.Send(output.Progress);
        checkpoint.Send();
        heap.Tidy();
        MakeFindable();
    }

    private void MakeFindable()
    {
        log.PutOnDisk();
        notes.WriteStarted(process.Pid, plan.Term);
        socket.Open();
    }
}
