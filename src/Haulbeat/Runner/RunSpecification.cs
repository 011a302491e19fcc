using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.Runner;

/// <summary>What the worker asks the runner to run.</summary>
internal sealed record RunSpecification
{
    /// <summary>The job, with its body and checkpoint, without its headers.</summary>
    public required Job Job { get; init; }

    public required string Worker { get; init; }

    public required RunFiles Files { get; init; }

    public required string Program { get; init; }

    public required IReadOnlyList<byte[]> Arguments { get; init; }

    public required IReadOnlyList<byte[]> Environment { get; init; }

    public required bool UnderstandsFfmpeg { get; init; }

    public required long LogLimit { get; init; }

    public required JobLease Term { get; init; }

    /// <summary>Why this runner cannot do what it is asked, or null.</summary>
    public required string? Refusal { get; init; }

    public static RunSpecification From(Frame frame) => new()
    {
        Job = JobOf(frame),
        Worker = Required(frame, FrameField.Worker),
        Files = new RunFiles(Required(frame, FrameField.Files)),
        Program = Required(frame, FrameField.Program),
        Arguments = [.. frame.All(FrameField.Argument)],
        Environment = [.. frame.All(FrameField.Environment)],
        UnderstandsFfmpeg = frame.Text(FrameField.ProgressKind) == "ffmpeg",
        LogLimit = frame.Number(FrameField.LogLimit) ?? RunFiles.DefaultLogLimit,
        Term = LeaseField.Read(frame) ?? JobLease.Held(BootInstant.Never),
        Refusal = ProtocolVersion.IsUnderstood(frame)
            ? null
            : $"The worker speaks version {frame.Number(FrameField.Version)} of the runner's protocol and this runner {ProtocolVersion.Current}: haulbeat was replaced by an older one while the worker ran. Restart the worker.",
    };

    private static Job JobOf(Frame frame) => new()
    {
        Id = Required(frame, FrameField.Job),
        Queue = Required(frame, FrameField.Queue),
        Run = (int)(frame.Number(FrameField.Run) ?? 0),
        Attempt = (int)(frame.Number(FrameField.Attempt) ?? 1),
        Interruptions = (int)(frame.Number(FrameField.Interruptions) ?? 0),
        ReplyTo = frame.Text(FrameField.ReplyTo),
        CorrelationId = frame.Text(FrameField.CorrelationId),
        TraceParent = frame.Text(FrameField.TraceParent),
        SentAt = frame.Text(FrameField.SentAt) is { } sent ? DateTimeOffset.Parse(sent, CultureInfo.InvariantCulture) : null,
        Body = frame.Body,
        Checkpoint = frame.Text(FrameField.Checkpoint) is { } checkpoint ? Convert.FromBase64String(checkpoint) : [],
    };

    private static string Required(Frame frame, string field) =>
        frame.Text(field) ?? throw new InvalidDataException($"The worker's start frame lacks the field {field}.");
}
