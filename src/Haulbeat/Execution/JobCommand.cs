using Haulbeat.Runner;

namespace Haulbeat.Execution;

/// <summary>The program that does the work, and how it is to be run.</summary>
public sealed record JobCommand
{
    /// <summary>The program's absolute path: no search is done any more.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, its own name first. <c>{body}</c> and <c>{file}</c> are filled in for each job.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>What is added to the worker's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the program speaks <c>ffmpeg -progress pipe:1</c> and heeds <c>q</c> on its stdin.</summary>
    public bool UnderstandsFfmpeg { get; init; }

    /// <summary>The most bytes a run's log takes; the newest are kept. Default 16 MiB.</summary>
    public long LogLimit { get; init; } = RunFiles.DefaultLogLimit;
}
