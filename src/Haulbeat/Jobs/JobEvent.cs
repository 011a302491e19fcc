
namespace Haulbeat.Jobs;

/// <summary>Something that happened to a job.</summary>
/// <param name="At">When.</param>
/// <param name="Happened"><c>sent</c>, <c>started</c>, <c>leased</c> (from now on it outlasts its worker), <c>reattached</c> (to the next worker), <c>requeued</c>, <c>interrupted</c> (another worker was handed it), <c>finished</c>, <c>dead</c> or <c>cancelled</c>.</param>
/// <param name="Run">In which run, or null before the first.</param>
/// <param name="Worker">The worker, if one had to do with it.</param>
public sealed record JobEvent(DateTimeOffset At, string Happened, int? Run, string? Worker);
