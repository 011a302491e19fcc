using Haulbeat.Runner;

namespace Haulbeat.Execution;

/// <summary>The program that does the work, and how to run it.</summary>
public sealed record JobCommand
{
    /// <summary>The program's absolute path. Nothing is searched.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, its own name first. <c>{body}</c> and <c>{file}</c> are filled in for each job.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>What is added to the worker's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the program writes the output of <c>ffmpeg -progress pipe:1</c> and stops when it reads <c>q</c> from stdin.</summary>
    public bool UnderstandsFfmpeg { get; init; }

    /// <summary>The most bytes of a run's log. The newest are kept. Default 16 MiB.</summary>
    public long LogLimit { get; init; } = RunFiles.DefaultLogLimit;
}
