using System.Text.Json;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>The events of <c>work --json</c>: an object per line on stdout.</summary>
internal sealed class JsonEventPrinter : IEventPrinter
{
    public void Print(DateTimeOffset at, WorkerEvent workerEvent) => StandardOutput.WriteJson(json =>
    {
        json.WriteString("event", workerEvent.Name);
        if (workerEvent is WorkerEvent.OfJob { Job: var job } ofJob)
        {
            json.WriteString("job", job.Id);
            json.WriteString("queue", job.Queue);
            json.WriteNumber("run", job.Run);
            json.WriteTime("at", at);
            WriteOfJob(json, ofJob);
        }
        else
        {
            json.WriteTime("at", at);
            WriteOfWorker(json, workerEvent);
        }
    });

    public ValueTask DisposeAsync() => default;

    private static void WriteOfJob(Utf8JsonWriter json, WorkerEvent.OfJob ofJob)
    {
        switch (ofJob)
        {
            case WorkerEvent.Started started:
                json.WriteNumber("attempt", started.Job.Attempt);
                json.WriteNumber("pid", started.Pid);
                break;
            case WorkerEvent.Leased leased:
                WriteTook(json, leased.Took);
                break;
            case WorkerEvent.Renewed renewed:
                WriteTook(json, renewed.Took);
                break;
            case WorkerEvent.Progressed { Progress: var progress }:
                json.WriteNumberOrNull("progress", progress.Fraction);
                json.WriteString("message", progress.Message);
                break;
            case WorkerEvent.CheckpointSaved saved:
                json.WriteNumber("bytes", saved.Bytes);
                break;
            case WorkerEvent.Reattached reattached:
                json.WriteNumberOrNull("pid", reattached.Pid);
                break;
            case WorkerEvent.Finished finished:
                WriteOutcome(json, finished.Outcome, null, finished.Took);
                break;
            case WorkerEvent.Dead dead:
                WriteOutcome(json, dead.Outcome, dead.Reason, dead.Took);
                break;
            case WorkerEvent.Requeued requeued:
                WriteOutcome(json, requeued.Outcome, requeued.Reason, null);
                break;
            case WorkerEvent.LeaseLost lost:
                json.WriteString("reason", lost.Reason);
                break;
        }
    }

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
                json.WriteString("broker", ready.Address);
                json.WriteTexts("queues", ready.Queues);
                json.WriteNumber("slots", ready.Slots);
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
                json.WriteString("worker", down.Worker);
                json.WriteNumber("succeeded", down.Succeeded);
                json.WriteNumber("dead", down.DeadCount);
                json.WriteNumber("requeued", down.RequeuedCount);
                json.WriteNumber("detached", down.DetachedCount);
                break;
        }
    }

    // In milliseconds.
    private static void WriteTook(Utf8JsonWriter json, TimeSpan took) => json.WriteNumber("took", Math.Round(took.TotalMilliseconds, 3));

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
