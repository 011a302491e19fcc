using System.Globalization;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>Events as lines for people.</summary>
internal static class EventText
{
    public static string Of(WorkerEvent workerEvent) => Terminal.Clean(workerEvent is WorkerEvent.OfJob { Job: var job } ofJob ? $"{job.Queue}/{job.Id} {OfJob(ofJob)}" : OfWorker(workerEvent));

    /// <summary>Whether the event comes so often that people want no line for it.</summary>
    public static bool IsRoutine(WorkerEvent workerEvent) => workerEvent is WorkerEvent.Renewed or WorkerEvent.CheckpointSaved;

    /// <summary><c>42 % second pass</c></summary>
    public static string OfProgress(double? fraction, string? message) =>
        string.Join(' ', new[] { fraction?.ToString("0 %", CultureInfo.InvariantCulture), message }.Where(text => text is not null));

    public static string OfDuration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalDays: < 1 } => duration.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => duration.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    private static string OfJob(WorkerEvent.OfJob ofJob) => ofJob switch
    {
        WorkerEvent.Started started => $"started (process {started.Pid})",
        WorkerEvent.Leased => "is leased: it survives this worker and its connection",
        WorkerEvent.Progressed { Progress: var progress } => OfProgress(progress.Fraction, progress.Message),
        WorkerEvent.CheckpointSaved saved => $"saved a checkpoint of {saved.Bytes} bytes",
        WorkerEvent.Reattached { Pid: { } pid } => $"reattached (process {pid}): an earlier worker started it",
        WorkerEvent.Reattached => "ended while no worker was running",
        WorkerEvent.Detached => "detached: it runs on for the next worker with this state directory",
        WorkerEvent.Finished finished => $"succeeded after {OfDuration(finished.Took)}",
        WorkerEvent.Dead dead => $"dead after {OfDuration(dead.Took)}: {dead.Reason}",
        WorkerEvent.Requeued requeued => $"requeued: {requeued.Reason}",
        WorkerEvent.LeaseLost lost => $"stopped, its lease is lost: {lost.Reason}",
        _ => ofJob.Name,
    };

    private static string OfWorker(WorkerEvent workerEvent) => workerEvent switch
    {
        WorkerEvent.WorkerUp up => $"worker {up.Worker} is up (process {up.Pid}, state in {up.StateDirectory})",
        WorkerEvent.Ready ready => $"ready for jobs from {string.Join(", ", ready.Queues)} at {ready.Address}, {ready.Slots} at once",
        WorkerEvent.ConnectionLost lost => $"connection lost, reconnecting: {lost.Reason}",
        WorkerEvent.Reconnected => "reconnected",
        WorkerEvent.Warned warned => $"warning: {warned.Message}",
        WorkerEvent.Draining draining => $"draining: takes no more jobs and waits for {draining.Running} to end; a second signal requeues them",
        WorkerEvent.WorkerDown down => $"worker {down.Worker} is down: {down.Succeeded} succeeded, {down.DeadCount} dead, {down.RequeuedCount} requeued, {down.DetachedCount} detached",
        _ => workerEvent.Name,
    };
}
