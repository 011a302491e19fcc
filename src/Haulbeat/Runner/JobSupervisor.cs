using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;
using static Haulbeat.Runner.Posix.Libc;

namespace Haulbeat.Runner;

/// <summary>Supervises the job's process until it ends: takes its output, listens to the worker or does without one, and stops the job when it must.</summary>
internal sealed unsafe class JobSupervisor(JobProcess process, RunRequest request, StopPlan plan, RunRecorder recorder, CheckpointFile checkpoint, OutputLog log, WorkerConnection worker) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(10);

    private readonly JobOutput output = new(process, log, request.UnderstandsFfmpeg);
    private readonly JobProgress progress = new(request.Files, worker);
    private readonly ReattachListener listener = new(request.Files);
    private readonly BootInstant sendStartAt = BootClock.Now + Brief;
    private BootInstant nextTick = BootClock.Now + Tick;
    private Frame? started = new Frame(FrameKind.Started).Add(FrameField.Pid, process.Pid);
    private bool alone;

    /// <summary>Supervises until nothing of the job's process tree is left.</summary>
    public ExitReport RunToEnd()
    {
        // Frames that came together with the start are already in the buffer: poll does not report them.
        ReadFrames();
        plan.Enforce(process, BootClock.Now);
        while (!WaitForEvents())
        {
            NoticeLostWorker();
            plan.Enforce(process, BootClock.Now);
            SendStart();
            TickIfDue();
        }

        var (exitCode, signal) = process.Reap();
        var clean = ProcessTree.KillAll();
        output.Drain();
        progress.Send(output.Progress);
        ReadFrames();
        NoticeLostWorker();
        return new ExitReport { ExitCode = exitCode, Signal = signal, StopReason = plan.Reason, Survivors = !clean };
    }

    /// <summary>What the worker has to be sent before the end.</summary>
    public IEnumerable<Frame> UnsentFrames(bool succeeded) =>
        new[] { started, succeeded ? null : checkpoint.Unsent() }.OfType<Frame>();

    public void Dispose()
    {
        output.Dispose();
        progress.Dispose();
        listener.Dispose();
    }

    /// <summary>Waits until something happens and handles it.</summary>
    /// <returns>Whether the job's process has ended.</returns>
    private bool WaitForEvents()
    {
        const int Count = 6;
        var entries = stackalloc PollEntry[Count];
        entries[0] = new() { Descriptor = process.ExitDescriptor, Events = PollIn };
        entries[1] = new() { Descriptor = worker.Descriptor, Events = PollIn };
        entries[2] = new() { Descriptor = process.OutputDescriptor, Events = PollIn };
        entries[3] = new() { Descriptor = process.ErrorsDescriptor, Events = PollIn };
        entries[4] = new() { Descriptor = listener.Descriptor, Events = PollIn };
        entries[5] = new() { Descriptor = listener.CandidateDescriptor, Events = PollIn };
        _ = poll(entries, Count, MillisecondsToWait());
        output.Read(entries[2].Returned != 0, entries[3].Returned != 0);
        if (entries[1].Returned != 0)
        {
            ReadFrames();
        }

        if ((entries[4].Returned | entries[5].Returned) != 0 && listener.Admit(entries[4].Returned != 0) is { } next)
        {
            SwitchTo(next);
        }

        return entries[0].Returned != 0;
    }

    private int MillisecondsToWait()
    {
        var due = started is null ? nextTick : sendStartAt;
        var wake = plan.Next < due ? plan.Next : due;
        return (int)Math.Clamp(Math.Ceiling((wake - BootClock.Now).TotalMilliseconds), 0, Tick.TotalMilliseconds);
    }

    private void ReadFrames()
    {
        while (worker.IsOpen && worker.TakeFrame() is { } frame)
        {
            // A frame about the runner's last job may come late.
            if (frame.Text(FrameField.Files) == request.Run.Files)
            {
                plan.Apply(frame, BootClock.Now);
            }
        }
    }

    private void NoticeLostWorker()
    {
        if (alone || worker.IsOpen)
        {
            return;
        }

        alone = true;
        plan.LoseWorker(BootClock.Now);
        if (plan.Lease.IsLeased)
        {
            CloseStandardError();
            PrepareReattach();
        }
    }

    // A shell or a log collector may wait until the worker's stderr is closed. It must not wait for the job.
    private static void CloseStandardError()
    {
        const int StandardError = 2;
        var nothing = open("/dev/null", WriteOnly | CloseOnExec, 0);
        if (nothing >= 0)
        {
            _ = dup2(nothing, StandardError);
            Descriptor.Close(ref nothing);
        }
    }

    private void SwitchTo(WorkerConnection next)
    {
        worker.SwitchTo(next);
        (alone, started) = (false, null);
        worker.TrySend(new Frame(FrameKind.Welcome) { Body = recorder.DescribeRunning(process.Pid, plan.Lease) });
        progress.Resend();
        checkpoint.Resend();
        ReadFrames();
    }

    // The start of a job that ends at once is sent together with its end: that wakes the worker once.
    private void SendStart()
    {
        if (started is not null && BootClock.Now >= sendStartAt)
        {
            worker.TrySend(started);
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
        worker.Flush();
        progress.Send(output.Progress);
        checkpoint.Send();
        RunnerProgram.CollectGarbage();
        PrepareReattach();
    }

    private void PrepareReattach()
    {
        log.PutOnDisk();
        recorder.WriteRunning(process.Pid, plan.Lease);
        listener.Open();
    }
}
