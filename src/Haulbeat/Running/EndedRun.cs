using Haulbeat.Outcomes;

namespace Haulbeat.Running;

/// <summary>A run that ended.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Evidence">How it ended.</param>
/// <param name="HeldOutput">What it printed, if that is not in its files.</param>
internal sealed record EndedRun(RunFiles Files, Evidence Evidence, ReadOnlyMemory<byte> HeldOutput = default);
