using Haulbeat.Outcomes;

namespace Haulbeat.Running.Protocol;

/// <summary>The evidence of a run on its way from the runner to the worker.</summary>
internal static class EvidenceFrame
{
    /// <param name="evidence">The evidence.</param>
    /// <param name="output">What the job printed, if that is not on disk: the frame's body.</param>
    public static Frame Encode(Evidence evidence, ReadOnlySpan<byte> output) => new Frame(FrameKind.Ended) { Body = output.ToArray() }
        .Add(FrameField.ExitCode, evidence.ExitCode)
        .Add(FrameField.Signal, evidence.Signal)
        .Add(FrameField.Cause, (long)evidence.StopCause)
        .Add(FrameField.StartError, evidence.StartError)
        .Add(FrameField.Unfit, evidence.Unfit ? 1 : null)
        .Add(FrameField.Survivors, evidence.Survivors ? 1 : null);

    public static Evidence Decode(Frame frame) => new()
    {
        ExitCode = (int?)frame.Number(FrameField.ExitCode),
        Signal = (int?)frame.Number(FrameField.Signal),
        StopCause = (StopCause)(frame.Number(FrameField.Cause) ?? 0),
        StartError = frame.Text(FrameField.StartError),
        Unfit = frame.Number(FrameField.Unfit) is 1,
        Survivors = frame.Number(FrameField.Survivors) is 1,
    };
}
