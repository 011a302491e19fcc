using Haulbeat.Jobs;

namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>The term of the lease among a frame's fields.</summary>
internal static class LeaseField
{
    public static Frame Add(this Frame frame, JobLease term) => frame
        .Add(FrameField.SafeUntil, term.SafeUntil.Nanoseconds)
        .Add(FrameField.SurvivesUntil, term.SurvivesUntil.Nanoseconds);

    /// <summary>The term that the frame tells; one that says nothing of the time without the worker means that there is none.</summary>
    public static JobLease? Read(Frame frame) => frame.Number(FrameField.SafeUntil) is { } safe
        ? new JobLease(new(safe), new(frame.Number(FrameField.SurvivesUntil) ?? 0))
        : null;
}
