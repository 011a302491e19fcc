using System.Text.Json;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Printing;

/// <summary>The fields of <c>status --json</c>. Every field is there, null if it is not known.</summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<QueueState> queues, IReadOnlyList<JobState> running)
    {
        json.WriteObjects("queues", queues, Write);
        json.WriteObjects("running", running, Write);
    }

    public static void Write(Utf8JsonWriter json, JobState state)
    {
        json.WriteString("job", state.Job);
        json.WriteString("queue", state.Queue);
        json.WriteString("state", state.State);
        json.WriteNumber("run", state.Run);
        json.WriteNumber("attempt", state.Attempt);
        json.WriteNumber("interruptions", state.Interruptions);
        json.WriteString("worker", state.Worker);
        json.WriteNumberOrNull("pid", state.Pid);
        json.WriteNumberOrNull("progress", state.Progress);
        json.WriteString("message", state.Message);
        json.WriteTime("sentAt", state.SentAt);
        json.WriteTime("startedAt", state.StartedAt);
        json.WriteTime("endedAt", state.EndedAt);
        json.WriteString("outcome", state.Outcome);
        json.WriteNumberOrNull("exitCode", state.ExitCode);
        json.WriteNumberOrNull("signal", state.Signal);
        json.WriteString("reason", state.Reason);
        json.WriteString("result", state.Result);
        json.WriteObjects("history", state.History, Write);
    }

    private static void Write(Utf8JsonWriter json, QueueState queue)
    {
        json.WriteString("queue", queue.Queue);
        json.WriteNumber("queued", queue.Queued);
        json.WriteNumberOrNull("running", queue.Running);
        json.WriteNumberOrNull("dead", queue.Dead);
        json.WriteNumberOrNull("workers", queue.Workers);
    }

    private static void Write(Utf8JsonWriter json, JobEvent jobEvent)
    {
        json.WriteTime("at", jobEvent.At);
        json.WriteString("event", jobEvent.Happened);
        json.WriteString("worker", jobEvent.Worker);
        json.WriteNumberOrNull("run", jobEvent.Run);
    }
}
