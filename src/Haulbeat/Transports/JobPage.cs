using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>A page of jobs.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="Next">What <see cref="JobFilter.After"/> takes for the next page, or null if this is the last.</param>
public sealed record JobPage(IReadOnlyList<JobState> Jobs, string? Next);
