using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>A run that this machine's disk knows.</summary>
/// <param name="State">Its state.</param>
/// <param name="Files">Its files.</param>
/// <param name="Output">What it printed, if that is not in its files.</param>
internal sealed record KnownRun(JobState State, RunFiles Files, byte[]? Output);
