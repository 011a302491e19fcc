
namespace Haulbeat.Jobs;

/// <summary>What a run left that goes into its settlement.</summary>
/// <param name="Result">What the job wrote as its result.</param>
/// <param name="LastOutput">The end of what it printed.</param>
/// <param name="Worker">The worker that ran it.</param>
/// <param name="At">When it ended.</param>
internal sealed record RunOutput(ReadOnlyMemory<byte> Result, string LastOutput, string Worker, DateTimeOffset At)
{
    /// <summary>Why there is no result though the job wrote one, or null.</summary>
    public string? ResultProblem { get; init; }
}
