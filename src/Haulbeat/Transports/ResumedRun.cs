using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>A run that an earlier worker left behind.</summary>
/// <param name="Job">The job as far as the run's record knows it: id, queue, run, attempt, and where the answer goes; no body, no headers.</param>
/// <param name="Term">How long its lease lasts, by the newest word its runner had.</param>
public sealed record ResumedRun(Job Job, JobLease Term);
