using Haulbeat.Jobs;

namespace Haulbeat.Monitoring;

/// <summary>A job that runs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Pid">Its process, or null if it ended before this worker reattached.</param>
/// <param name="Progress">What it said last about its progress.</param>
public sealed record RunningJob(Job Job, int? Pid, Progress? Progress);
