using System.Text.Json;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Demonstration;

/// <summary>Reads those lines of <c>work --json</c> that the demo shows.</summary>
internal static class EventReader
{
    /// <summary>The event, or null if it is another.</summary>
    public static WorkerEvent? Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return root.GetProperty("event").GetString() switch
        {
            "started" => new WorkerEvent.Started(JobOf(root), root.GetProperty("pid").GetInt32()),
            "reattached" => new WorkerEvent.Reattached(JobOf(root), Number(root, "pid")),
            "progress" => new WorkerEvent.Progressed(JobOf(root), new Progress(Fraction(root), root.GetProperty("message").GetString())),
            "finished" => new WorkerEvent.Finished(JobOf(root), new Outcome.Succeeded(), Took(root)),
            "dead" => new WorkerEvent.Dead(JobOf(root), new Outcome.Failed(Number(root, "exitCode") ?? -1), root.GetProperty("reason").GetString() ?? "", Took(root)),
            "requeued" => new WorkerEvent.Requeued(JobOf(root), new Outcome.Interrupted(""), root.GetProperty("reason").GetString() ?? ""),
            "warning" => new WorkerEvent.Warned(root.GetProperty("message").GetString() ?? ""),
            _ => null,
        };
    }

    private static Job JobOf(JsonElement root) => new()
    {
        Id = root.GetProperty("job").GetString() ?? "",
        Queue = root.GetProperty("queue").GetString() ?? "",
        Run = root.GetProperty("run").GetInt32(),
    };

    private static TimeSpan Took(JsonElement root) => TimeSpan.FromSeconds(root.GetProperty("seconds").GetDouble());

    private static double? Fraction(JsonElement root) => root.GetProperty("progress") is { ValueKind: JsonValueKind.Number } fraction ? fraction.GetDouble() : null;

    private static int? Number(JsonElement root, string name) => root.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;
}
