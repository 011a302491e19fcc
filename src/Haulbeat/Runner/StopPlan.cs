using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>When and why the job is stopped: asked first, then made to; at the end of the lease made to at once.</summary>
internal sealed class StopPlan(JobLease term)
{
    private BootInstant terminateAt = BootInstant.Never;
    private BootInstant killAt = BootInstant.Never;
    private bool asked;

    /// <summary>How long the lease lasts, by the newest word.</summary>
    public JobLease Term { get; private set; } = term;

    /// <summary>Why the job is stopped, if it is.</summary>
    public StopReason Cause { get; private set; }

    /// <summary>When something is to be done next.</summary>
    public BootInstant Next => Earlier(Term.SafeUntil, Earlier(terminateAt, killAt));

    public void Heed(Frame frame, BootInstant now)
    {
        if (frame.Kind == FrameKind.Lease && LeaseField.Read(frame) is { } newest)
        {
            // A word that comes too late revives nothing: somebody else may have been handed the job in between.
            StopIfLost(now);
            Term = newest;
        }
        else if (frame.Kind == FrameKind.Stop)
        {
            Stop((StopReason)(frame.Number(FrameField.Cause) ?? (long)StopReason.Return), now, TimeSpan.FromMilliseconds(frame.Number(FrameField.Grace) ?? 0));
        }
    }

    /// <summary>The worker is gone: from now on the lease lasts as long as it does without one.</summary>
    public void GoOnAlone(BootInstant now)
    {
        Term = Term with { SafeUntil = Term.SurvivesUntil };
        if (Term.SurvivesUntil <= now)
        {
            Stop(StopReason.WorkerGone, now);
        }
    }

    /// <summary>Stops the job. The first cause stands; a later call may only shorten the grace.</summary>
    public void Stop(StopReason cause, BootInstant now, TimeSpan grace = default)
    {
        Cause = Cause == StopReason.None ? cause : Cause;
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
            (terminateAt, killAt) = (BootInstant.Never, now + TimeSpan.FromSeconds(1));
        }
        else if (now >= terminateAt)
        {
            Ask(process, now);
        }
    }

    private void StopIfLost(BootInstant now)
    {
        if (now >= Term.SafeUntil)
        {
            Stop(StopReason.LeaseLost, now);
        }
    }

    // A program that listens on stdin is asked there first and gets half the time before it is signalled.
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
