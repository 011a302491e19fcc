using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>A run that an earlier worker left.</summary>
/// <param name="Job">The job as far as the run's record knows it: id, queue, run, attempt, and where the answer goes; no body, no headers.</param>
/// <param name="Term">How long its lease lasts, as far as its runner knew.</param>
public sealed record ResumedRun(Job Job, JobLease Term);
