using Haulbeat.Custody;
using Haulbeat.Running.Protocol;

namespace Haulbeat.Running.Runner;

/// <summary>What the worker asks the runner to run.</summary>
internal sealed record RunSpecification
{
    public required string Job { get; init; }

    public required string Queue { get; init; }

    public required string Worker { get; init; }

    public required int Run { get; init; }

    public required int Attempt { get; init; }

    public required RunFiles Files { get; init; }

    public required string Program { get; init; }

    public required IReadOnlyList<byte[]> Arguments { get; init; }

    public required IReadOnlyList<byte[]> Environment { get; init; }

    public required bool UnderstandsFfmpeg { get; init; }

    public required long LogLimit { get; init; }

    public required BootInstant SafeUntil { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public static RunSpecification From(Frame frame) => new()
    {
        Job = Required(frame, FrameField.Job),
        Queue = Required(frame, FrameField.Queue),
        Worker = Required(frame, FrameField.Worker),
        Run = (int)(frame.Number(FrameField.Run) ?? 0),
        Attempt = (int)(frame.Number(FrameField.Attempt) ?? 1),
        Files = new RunFiles(Required(frame, FrameField.Files)),
        Program = Required(frame, FrameField.Program),
        Arguments = [.. frame.All(FrameField.Argument)],
        Environment = [.. frame.All(FrameField.Environment)],
        UnderstandsFfmpeg = frame.Text(FrameField.ProgressKind) == "ffmpeg",
        LogLimit = frame.Number(FrameField.LogLimit) ?? RunFiles.DefaultLogLimit,
        SafeUntil = new BootInstant(frame.Number(FrameField.SafeUntil) ?? long.MaxValue),
        Body = frame.Body,
    };

    private static string Required(Frame frame, string field) =>
        frame.Text(field) ?? throw new InvalidDataException($"The worker's start frame lacks the field {field}.");
}
