using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution;

/// <summary>A run that ended.</summary>
/// <param name="Files">Its files.</param>
/// <param name="ExitReport">How it ended.</param>
/// <param name="HeldOutput">What it printed, if that is not in its files.</param>
internal sealed record EndedRun(RunFiles Files, ExitReport ExitReport, ReadOnlyMemory<byte> HeldOutput = default)
{
    /// <summary>Whether this is known from the run's files alone: its runner told nobody, or not all.</summary>
    public bool IsHearsay { get; init; }
}
