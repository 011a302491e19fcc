using Haulbeat.Custody;

namespace Haulbeat.Running.Protocol;

/// <summary>The term of custody among a frame's fields.</summary>
internal static class CustodyField
{
    public static Frame Add(this Frame frame, CustodyTerm term) => frame
        .Add(FrameField.SafeUntil, term.SafeUntil.Nanoseconds)
        .Add(FrameField.SurvivesUntil, term.SurvivesUntil.Nanoseconds);

    /// <summary>The term that the frame tells; one that says nothing of the time without the worker means that there is none.</summary>
    public static CustodyTerm? Read(Frame frame) => frame.Number(FrameField.SafeUntil) is { } safe
        ? new CustodyTerm(new(safe), new(frame.Number(FrameField.SurvivesUntil) ?? 0))
        : null;
}
