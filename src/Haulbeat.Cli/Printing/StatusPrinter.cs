using System.Globalization;
using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Printing;

/// <summary>Prints what <c>status</c> found.</summary>
internal static class StatusPrinter
{
    public static void Print(JobState state, bool json)
    {
        if (json)
        {
            JsonLine.Print(fields => StatusJson.Write(fields, state));
            return;
        }

        foreach (var (name, value) in Lines(state).Concat(History(state)).Where(line => line.Value is not null))
        {
            StandardOutput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-14}{Printable.Line(value!)}"));
        }
    }

    public static void Print(IReadOnlyList<QueueState> queues, IReadOnlyList<JobState> running, bool json)
    {
        if (json)
        {
            JsonLine.Print(fields => StatusJson.Write(fields, queues, running));
            return;
        }

        Columns.Print(["QUEUE", "QUEUED", "RUNNING", "DEAD", "WORKERS"], queues.Select(Row));
        Columns.Print(["JOB", "QUEUE", "WORKER", "PROCESS", "PROGRESS"], running.Select(Row));
        if (queues.Count == 0 && running.Count == 0)
        {
            Console.Error.WriteLine("Nothing is queued and nothing runs that can be seen from here. RabbitMQ does not list its queues: name them with --queue.");
        }
    }

    private static string[] Row(QueueState queue) => [queue.Queue, Number(queue.Queued), Number(queue.Running), Number(queue.Dead), Number(queue.Workers)];

    private static string[] Row(JobState job) => [job.Job, job.Queue, job.Worker ?? "-", Number(job.Pid), Words(job) ?? "-"];

    private static IEnumerable<(string Name, string? Value)> Lines(JobState state) =>
    [
        ("job", state.Job),
        ("queue", state.Queue),
        ("state", state.State),
        ("run", Number(state.Run)),
        ("worker", state.Worker),
        ("process", state.Pid is null ? null : Number(state.Pid)),
        ("progress", Words(state)),
        ("sent", Moment(state.SentAt)),
        ("started", Moment(state.StartedAt)),
        ("ended", Moment(state.EndedAt)),
        ("outcome", state.Outcome),
        ("exit code", state.ExitCode is null ? null : Number(state.ExitCode)),
        ("signal", state.Signal is null ? null : Number(state.Signal)),
        ("reason", state.Reason),
        ("result", state.Result),
    ];

    private static IEnumerable<(string Name, string? Value)> History(JobState state) =>
        state.History.Select((happened, index) => (index == 0 ? "history" : "", (string?)Words(happened)));

    private static string Words(JobEvent happened) =>
        string.Join("  ", new[] { Moment(happened.At), happened.Happened, happened.Run is { } run ? $"run {run}" : null, happened.Worker }.Where(word => word is not null));

    private static string? Words(JobState state) =>
        state.Progress is null && state.Message is null ? null : EventText.Words(new Progress(state.Progress, state.Message));

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string? Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
