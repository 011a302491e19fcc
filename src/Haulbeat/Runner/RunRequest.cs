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

    public Frame ToFrame()
    {
        var frame = new Frame(FrameKind.Start) { Body = Body }
            .Add(FrameField.Run, RunDescriptorJson.Write(Run))
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
        Run = frame.All(FrameField.Run).Select(text => RunDescriptorJson.Read(text)).FirstOrDefault() ?? throw Lacking(FrameField.Run),
        Body = frame.Body,
        Checkpoint = frame.Text(FrameField.Checkpoint) is { } checkpoint ? Convert.FromBase64String(checkpoint) : [],
        Program = frame.Text(FrameField.Program) ?? throw Lacking(FrameField.Program),
        Arguments = [.. frame.All(FrameField.Argument)],
        Environment = [.. frame.All(FrameField.Environment)],
        UnderstandsFfmpeg = frame.Text(FrameField.ProgressKind) == "ffmpeg",
        LogLimit = frame.Number(FrameField.LogLimit) ?? RunFiles.DefaultLogLimit,
    };

    private static InvalidDataException Lacking(string field) => new($"The worker's start frame lacks the field {field}.");
}
