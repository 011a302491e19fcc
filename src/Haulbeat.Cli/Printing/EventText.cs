using System.Globalization;
using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Printing;

/// <summary>Events in people's words.</summary>
internal static class EventText
{
    public static string Of(WorkerEvent workerEvent) => Printable.Line(workerEvent switch
    {
        WorkerEvent.Started started => $"{Name(started)} started (process {started.Pid})",
        WorkerEvent.Progressed progressed => $"{Name(progressed)} {Words(progressed.Progress)}",
        WorkerEvent.Finished finished => $"{Name(finished)} succeeded after {Duration(finished.Took)}",
        WorkerEvent.Dead dead => $"{Name(dead)} dead after {Duration(dead.Took)}: {dead.Reason}",
        WorkerEvent.Requeued returned => $"{Name(returned)} went back to its queue: {returned.Reason}",
        WorkerEvent.LeaseLost lost => $"{Name(lost)} stopped: {lost.Reason}",
        WorkerEvent.OfJob of => OfCustody(of),
        _ => OfWorker(workerEvent),
    });

    /// <summary>How far a job is: <c>42 % second pass</c>.</summary>
    public static string Words(Progress progress) =>
        string.Join(' ', new[] { progress.Fraction?.ToString("0 %", CultureInfo.InvariantCulture), progress.Message }.Where(words => words is not null));

    public static string Duration(TimeSpan took) => took switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s"),
        { TotalDays: < 1 } => took.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        _ => took.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    private static string OfCustody(WorkerEvent.OfJob of) => of switch
    {
        WorkerEvent.Leased => $"{Name(of)} is leased: it outlasts this worker and its connection",
        WorkerEvent.Reattached { Pid: { } pid } => $"{Name(of)} goes on (process {pid}), begun by an earlier worker",
        WorkerEvent.Reattached => $"{Name(of)} ended while no worker was there",
        WorkerEvent.CheckpointSaved saved => $"{Name(of)} saved a checkpoint of {saved.Bytes} bytes",
        _ => $"{Name(of)} {of.Name}",
    };

    /// <summary>Whether it is said so often that it is no line for people: all is well.</summary>
    public static bool IsRoutine(WorkerEvent workerEvent) => workerEvent is WorkerEvent.Renewed or WorkerEvent.CheckpointSaved;

    private static string OfWorker(WorkerEvent workerEvent) => workerEvent switch
    {
        WorkerEvent.WorkerUp up => $"worker {up.Worker} is up (process {up.Pid}, state in {up.StateDirectory})",
        WorkerEvent.Ready ready => $"takes jobs from {string.Join(", ", ready.Queues)} at {ready.Address}, {ready.Slots} at once",
        WorkerEvent.ConnectionLost lost => $"the connection is lost, trying again: {lost.Reason}",
        WorkerEvent.Reconnected => "the connection is back",
        WorkerEvent.Warned warned => $"note: {warned.Message}",
        WorkerEvent.Draining draining => $"takes nothing new and waits for {draining.Running} running; a second signal hands them back",
        WorkerEvent.WorkerDown down => $"worker {down.Worker} is down: {down.Succeeded} succeeded, {down.DeadCount} dead, {down.RequeuedCount} went back{Left(down.DetachedCount)}",
        _ => workerEvent.Name,
    };

    private static string Left(int count) => count == 0 ? "" : $", {count} left to the next worker with this state directory";

    private static string Name(WorkerEvent.OfJob of) => $"{of.Job.Queue}/{of.Job.Id}";
}
