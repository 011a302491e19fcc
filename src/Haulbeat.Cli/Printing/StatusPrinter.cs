using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Printing;

/// <summary>Prints the result of <c>status</c>.</summary>
internal static class StatusPrinter
{
    public static void Print(JobState state, bool json)
    {
        if (json)
        {
            StandardOutput.WriteJson(fields => StatusJson.Write(fields, state));
            return;
        }

        foreach (var (name, value) in Fields(state).Concat(History(state)).Where(field => field.Value is not null))
        {
            StandardOutput.WriteLine($"{name,-14}{Terminal.Clean(value!)}");
        }
    }

    public static void Print(IReadOnlyList<QueueState> queues, IReadOnlyList<JobState> running, bool json)
    {
        if (json)
        {
            StandardOutput.WriteJson(fields => StatusJson.Write(fields, queues, running));
            return;
        }

        StandardOutput.WriteTable(["QUEUE", "QUEUED", "RUNNING", "DEAD", "WORKERS"], queues.Select(Row));
        if (queues.Count > 0 && running.Count > 0)
        {
            StandardOutput.WriteLine("");
        }

        StandardOutput.WriteTable(["JOB", "QUEUE", "WORKER", "PROCESS", "PROGRESS"], running.Select(Row));
        if (queues.Count == 0 && running.Count == 0)
        {
            Console.Error.WriteLine("No queue and no running job is known. RabbitMQ does not list its queues: name them with --queue.");
        }
    }

    private static string[] Row(QueueState queue) => [queue.Queue, Number(queue.Queued), Number(queue.Running), Number(queue.Dead), Number(queue.Workers)];

    private static string[] Row(JobState job) => [job.Job, job.Queue, job.Worker ?? "-", Number(job.Pid), Progress(job) ?? "-"];

    private static IEnumerable<(string Name, string? Value)> Fields(JobState state) =>
    [
        ("job", state.Job),
        ("queue", state.Queue),
        ("state", state.State),
        ("run", Number(state.Run)),
        ("worker", state.Worker),
        ("process", NumberIfKnown(state.Pid)),
        ("progress", Progress(state)),
        ("sent", Time(state.SentAt)),
        ("started", Time(state.StartedAt)),
        ("ended", Time(state.EndedAt)),
        ("outcome", state.Outcome),
        ("exit code", NumberIfKnown(state.ExitCode)),
        ("signal", NumberIfKnown(state.Signal)),
        ("reason", state.Reason),
        ("result", state.Result),
    ];

    private static IEnumerable<(string Name, string? Value)> History(JobState state) =>
        state.History.Select((jobEvent, index) => (index == 0 ? "history" : "", (string?)Describe(jobEvent)));

    private static string Describe(JobEvent jobEvent) =>
        string.Join("  ", new[] { Time(jobEvent.At), jobEvent.Happened, jobEvent.Run is { } run ? $"run {run}" : null, jobEvent.Worker }.Where(text => text is not null));

    private static string? Progress(JobState state) =>
        state.Progress is null && state.Message is null ? null : EventText.OfProgress(state.Progress, state.Message);

    private static string Number(long? number) => NumberIfKnown(number) ?? "-";

    private static string? NumberIfKnown(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
