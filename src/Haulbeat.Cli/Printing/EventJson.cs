using Haulbeat.Monitoring;
using System.Text.Json;
using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Printing;

/// <summary>The fields of an event in <c>work --json</c>.</summary>
internal static class EventJson
{
    public static void Write(Utf8JsonWriter json, TimedEvent timed)
    {
        json.WriteString("event", timed.Event.Name);
        if (timed.Event is WorkerEvent.OfJob { Job: var job })
        {
            json.WriteString("job", job.Id);
            json.WriteString("queue", job.Queue);
            json.WriteNumber("run", job.Run);
        }

        json.WriteMoment("at", timed.At);
        WriteRest(json, timed.Event);
    }

    private static void WriteRest(Utf8JsonWriter json, WorkerEvent workerEvent)
    {
        switch (workerEvent)
        {
            case WorkerEvent.Started started:
                json.WriteNumber("attempt", started.Job.Attempt);
                json.WriteNumber("pid", started.Pid);
                break;
            case WorkerEvent.Progressed { Progress: var progress }:
                json.WriteNumberOrNull("progress", progress.Fraction);
                json.WriteString("message", progress.Message);
                break;
            case WorkerEvent.Finished finished:
                WriteOutcome(json, finished.Outcome, null, finished.Took);
                break;
            case WorkerEvent.Dead dead:
                WriteOutcome(json, dead.Outcome, dead.Reason, dead.Took);
                break;
            case WorkerEvent.Requeued returned:
                WriteOutcome(json, returned.Outcome, returned.Reason, null);
                break;
            case WorkerEvent.LeaseLost lost:
                json.WriteString("reason", lost.Reason);
                break;
            default:
                WriteOfCustody(json, workerEvent);
                break;
        }
    }

    private static void WriteOfCustody(Utf8JsonWriter json, WorkerEvent workerEvent)
    {
        switch (workerEvent)
        {
            case WorkerEvent.Leased leased:
                WriteTook(json, leased.Took);
                break;
            case WorkerEvent.Renewed renewed:
                WriteTook(json, renewed.Took);
                break;
            case WorkerEvent.CheckpointSaved saved:
                json.WriteNumber("bytes", saved.Bytes);
                break;
            case WorkerEvent.Reattached reattached:
                json.WriteNumberOrNull("pid", reattached.Pid);
                break;
            default:
                WriteOfWorker(json, workerEvent);
                break;
        }
    }

    private static void WriteTook(Utf8JsonWriter json, TimeSpan took) => json.WriteNumber("took", Math.Round(took.TotalMilliseconds, 3));

    private static void WriteOfWorker(Utf8JsonWriter json, WorkerEvent workerEvent)
    {
        switch (workerEvent)
        {
            case WorkerEvent.WorkerUp up:
                json.WriteString("worker", up.Worker);
                json.WriteString("stateDirectory", up.StateDirectory);
                json.WriteNumber("pid", up.Pid);
                break;
            case WorkerEvent.Ready ready:
                WriteReady(json, ready);
                break;
            case WorkerEvent.ConnectionLost lost:
                json.WriteString("reason", lost.Reason);
                break;
            case WorkerEvent.Warned warned:
                json.WriteString("message", warned.Message);
                break;
            case WorkerEvent.Draining draining:
                json.WriteNumber("running", draining.Running);
                break;
            case WorkerEvent.WorkerDown down:
                WriteDown(json, down);
                break;
        }
    }

    private static void WriteReady(Utf8JsonWriter json, WorkerEvent.Ready ready)
    {
        json.WriteString("broker", ready.Address);
        json.WriteStartArray("queues");
        foreach (var queue in ready.Queues)
        {
            json.WriteStringValue(queue);
        }

        json.WriteEndArray();
        json.WriteNumber("slots", ready.Slots);
    }

    private static void WriteDown(Utf8JsonWriter json, WorkerEvent.WorkerDown down)
    {
        json.WriteString("worker", down.Worker);
        json.WriteNumber("succeeded", down.Succeeded);
        json.WriteNumber("dead", down.DeadCount);
        json.WriteNumber("requeued", down.RequeuedCount);
        json.WriteNumber("left", down.DetachedCount);
    }

    private static void WriteOutcome(Utf8JsonWriter json, Outcome outcome, string? reason, TimeSpan? took)
    {
        json.WriteString("outcome", outcome.Name);
        json.WriteNumberOrNull("exitCode", outcome.ExitCode);
        json.WriteNumberOrNull("signal", outcome.Signal);
        json.WriteString("reason", reason);
        if (took is { } duration)
        {
            json.WriteNumber("seconds", Math.Round(duration.TotalSeconds, 3));
        }
    }
}
