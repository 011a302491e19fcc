using Haulbeat.Monitoring;
using System.Text.Json;
using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Printing;

/// <summary>The fields of <c>status --json</c>: each there always, null where unknown.</summary>
internal static class StatusJson
{
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
        json.WriteMoment("sentAt", state.SentAt);
        json.WriteMoment("startedAt", state.StartedAt);
        json.WriteMoment("endedAt", state.EndedAt);
        json.WriteString("outcome", state.Outcome);
        json.WriteNumberOrNull("exitCode", state.ExitCode);
        json.WriteNumberOrNull("signal", state.Signal);
        json.WriteString("reason", state.Reason);
        json.WriteString("result", state.Result);
        json.WriteArray("history", state.History, Write);
    }

    public static void Write(Utf8JsonWriter json, QueueState queue)
    {
        json.WriteString("queue", queue.Queue);
        json.WriteNumber("queued", queue.Queued);
        json.WriteNumberOrNull("running", queue.Running);
        json.WriteNumberOrNull("dead", queue.Dead);
        json.WriteNumberOrNull("workers", queue.Workers);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<QueueState> queues, IReadOnlyList<JobState> running)
    {
        json.WriteArray("queues", queues, Write);
        json.WriteArray("running", running, Write);
    }

    private static void Write(Utf8JsonWriter json, JobEvent happened)
    {
        json.WriteMoment("at", happened.At);
        json.WriteString("event", happened.Happened);
        json.WriteString("worker", happened.Worker);
        json.WriteNumberOrNull("run", happened.Run);
    }
}
