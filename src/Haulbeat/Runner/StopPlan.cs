using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>When and why the job is stopped. It is asked first and killed after the grace; at the end of the lease it is killed at once.</summary>
internal sealed class StopPlan(JobLease lease)
{
    private static readonly TimeSpan KillAgainAfter = TimeSpan.FromSeconds(1);
    private BootInstant terminateAt = BootInstant.Never;
    private BootInstant killAt = BootInstant.Never;
    private bool asked;

    /// <summary>The newest lease.</summary>
    public JobLease Lease { get; private set; } = lease;

    /// <summary>Why the job is stopped, if it is.</summary>
    public StopReason Reason { get; private set; }

    /// <summary>When <see cref="Enforce"/> has to be called next.</summary>
    public BootInstant Next => Earlier(Lease.SafeUntil, Earlier(terminateAt, killAt));

    /// <summary>Applies a frame of the worker.</summary>
    public void Apply(Frame frame, BootInstant now)
    {
        if (frame.Kind == FrameKind.Lease && frame.Lease is { } newest)
        {
            // A renewal that comes too late revives nothing: another worker may have been handed the job in between.
            StopIfLost(now);
            Lease = newest;
        }
        else if (frame.Kind == FrameKind.Stop)
        {
            Stop((StopReason)(frame.Number(FrameField.Reason) ?? (long)StopReason.Return), now, TimeSpan.FromMilliseconds(frame.Number(FrameField.Grace) ?? 0));
        }
    }

    /// <summary>The worker is gone: the lease lasts as long as it does without one.</summary>
    public void LoseWorker(BootInstant now)
    {
        Lease = Lease with { SafeUntil = Lease.SurvivesUntil };
        if (Lease.SurvivesUntil <= now)
        {
            Stop(StopReason.WorkerGone, now);
        }
    }

    /// <summary>Stops the job. The first reason counts; a later call can only shorten the grace.</summary>
    public void Stop(StopReason reason, BootInstant now, TimeSpan grace = default)
    {
        Reason = Reason == StopReason.None ? reason : Reason;
        terminateAt = Earlier(terminateAt, now);
        killAt = Earlier(killAt, now + grace);
    }

    /// <summary>Does what is due.</summary>
    public void Enforce(JobProcess process, BootInstant now)
    {
        StopIfLost(now);
        if (now >= killAt)
        {
            process.Signal(Libc.SignalKill);
            (terminateAt, killAt) = (BootInstant.Never, now + KillAgainAfter);
        }
        else if (now >= terminateAt)
        {
            Ask(process, now);
        }
    }

    private void StopIfLost(BootInstant now)
    {
        if (now >= Lease.SafeUntil)
        {
            Stop(StopReason.LeaseLost, now);
        }
    }

    // A program that listens on stdin is asked there first and has half the grace before it is signaled.
    private void Ask(JobProcess process, BootInstant now)
    {
        var typed = !asked && process.CanType;
        asked = true;
        if (typed)
        {
            process.Type("q"u8);
        }
        else
        {
            process.Signal(Libc.SignalTerminate);
        }

        terminateAt = typed && killAt != BootInstant.Never ? now + ((killAt - now) / 2) : BootInstant.Never;
    }

    private static BootInstant Earlier(BootInstant left, BootInstant right) => left < right ? left : right;
}
