using Haulbeat.Jobs;

namespace Haulbeat.Runner.RunnerProtocol;

/// <summary>The report of a run on its way from the runner to the worker.</summary>
internal static class ExitReportFrame
{
    /// <param name="report">The report.</param>
    /// <param name="output">What the job printed, if that is not on disk: the frame's body.</param>
    public static Frame Encode(ExitReport report, ReadOnlySpan<byte> output) => new Frame(FrameKind.Ended) { Body = output.ToArray() }
        .Add(FrameField.ExitCode, report.ExitCode)
        .Add(FrameField.Signal, report.Signal)
        .Add(FrameField.Cause, (long)report.StopReason)
        .Add(FrameField.StartError, report.StartError)
        .Add(FrameField.Invalid, report.Invalid ? 1 : null)
        .Add(FrameField.Survivors, report.Survivors ? 1 : null);

    public static ExitReport Decode(Frame frame) => new()
    {
        ExitCode = (int?)frame.Number(FrameField.ExitCode),
        Signal = (int?)frame.Number(FrameField.Signal),
        StopReason = (StopReason)(frame.Number(FrameField.Cause) ?? 0),
        StartError = frame.Text(FrameField.StartError),
        Invalid = frame.Number(FrameField.Invalid) is 1,
        Survivors = frame.Number(FrameField.Survivors) is 1,
    };
}
