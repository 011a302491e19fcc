using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Runner;

/// <summary>What a worker asks a runner to run: the start frame.</summary>
internal sealed record RunRequest
{
    public required RunDescriptor Run { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What an earlier run saved.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; init; }

    public required string Program { get; init; }

    /// <summary>The arguments, the program's name first. <c>{body}</c> and <c>{file}</c> are not filled in yet.</summary>
    public required IReadOnlyList<byte[]> Arguments { get; init; }

    /// <summary>What is added to the runner's environment.</summary>
    public required IReadOnlyList<byte[]> Environment { get; init; }

    public bool UnderstandsFfmpeg { get; init; }

    public long LogLimit { get; init; } = RunFiles.DefaultLogLimit;

    public RunFiles Files => new(Run.Files);

    /// <summary>Why this runner can't do what it is asked, or null.</summary>
    public string? Refusal => Run.Version <= Frame.ProtocolVersion
        ? null
        : $"The worker speaks version {Run.Version} of the runner's protocol and this runner {Frame.ProtocolVersion}: haulbeat was replaced by an older version while the worker ran. Restart the worker.";

    // Fields and not JSON, as on disk: to parse JSON would take a runner a quarter more memory.
    public Frame ToFrame()
    {
        var frame = new Frame(FrameKind.Start) { Body = Body }
            .Add(FrameField.Version, Run.Version)
            .Add(FrameField.Job, Run.Job)
            .Add(FrameField.Queue, Run.Queue)
            .Add(FrameField.Run, Run.Run)
            .Add(FrameField.Attempt, Run.Attempt)
            .Add(FrameField.Interruptions, Run.Interruptions)
            .Add(FrameField.ReplyTo, Run.ReplyTo)
            .Add(FrameField.CorrelationId, Run.CorrelationId)
            .Add(FrameField.TraceParent, Run.TraceParent)
            .Add(FrameField.SentAt, Run.SentAt?.ToString("O", CultureInfo.InvariantCulture))
            .Add(FrameField.Worker, Run.Worker)
            .Add(FrameField.Files, Run.Files)
            .Add(Run.Lease)
            .Add(FrameField.Checkpoint, Checkpoint.IsEmpty ? null : Convert.ToBase64String(Checkpoint.Span))
            .Add(FrameField.Program, Program)
            .Add(FrameField.ProgressKind, UnderstandsFfmpeg ? "ffmpeg" : null)
            .Add(FrameField.LogLimit, LogLimit);
        foreach (var argument in Arguments)
        {
            frame.Add(FrameField.Argument, argument);
        }

        foreach (var entry in Environment)
        {
            frame.Add(FrameField.Environment, entry);
        }

        return frame;
    }

    /// <exception cref="InvalidDataException">The frame lacks something.</exception>
    public static RunRequest From(Frame frame) => new()
    {
        Run = DescriptorFrom(frame),
        Body = frame.Body,
        Checkpoint = frame.Text(FrameField.Checkpoint) is { } checkpoint ? Convert.FromBase64String(checkpoint) : [],
        Program = Required(frame, FrameField.Program),
        Arguments = [.. frame.All(FrameField.Argument)],
        Environment = [.. frame.All(FrameField.Environment)],
        UnderstandsFfmpeg = frame.Text(FrameField.ProgressKind) == "ffmpeg",
        LogLimit = frame.Number(FrameField.LogLimit) ?? RunFiles.DefaultLogLimit,
    };

    private static RunDescriptor DescriptorFrom(Frame frame) => new()
    {
        Version = (int)(frame.Number(FrameField.Version) ?? Frame.ProtocolVersion),
        Job = Required(frame, FrameField.Job),
        Queue = Required(frame, FrameField.Queue),
        Run = (int)(frame.Number(FrameField.Run) ?? 0),
        Attempt = (int)(frame.Number(FrameField.Attempt) ?? 1),
        Interruptions = (int)(frame.Number(FrameField.Interruptions) ?? 0),
        ReplyTo = frame.Text(FrameField.ReplyTo),
        CorrelationId = frame.Text(FrameField.CorrelationId),
        TraceParent = frame.Text(FrameField.TraceParent),
        SentAt = frame.Text(FrameField.SentAt) is { } sent ? DateTimeOffset.Parse(sent, CultureInfo.InvariantCulture) : null,
        Worker = Required(frame, FrameField.Worker),
        Files = Required(frame, FrameField.Files),
        Lease = frame.Lease ?? JobLease.Unacked(BootInstant.Never),
    };

    private static string Required(Frame frame, string field) =>
        frame.Text(field) ?? throw new InvalidDataException($"The worker's start frame lacks the field {field}.");
}
