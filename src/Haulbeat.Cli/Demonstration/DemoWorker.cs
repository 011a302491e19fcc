using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Haulbeat.Cli.Working;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Demonstration;

/// <summary>The demo's worker: <c>haulbeat work</c> in a process of its own, so that it can be killed.</summary>
/// <param name="folder">The folder for its state directory and its queue.</param>
/// <param name="queue">The queue.</param>
internal sealed class DemoWorker(string folder, string queue)
{
    private const int Slots = 2;

    /// <summary>The address of its queue file.</summary>
    public string Broker => $"file:{folder}/queue.db";

    /// <summary>Its state directory.</summary>
    public string StateDirectory => folder + "/worker";

    /// <summary>Runs it until the queue is empty, or it is killed.</summary>
    /// <param name="onEvent">Gets each event. Returns true to kill the worker (SIGKILL).</param>
    /// <param name="stop">Cancelled: the worker stops its jobs and ends.</param>
    public async Task RunAsync(Func<int, WorkerEvent, bool> onEvent, CancellationToken stop)
    {
        using var process = Process.Start(Program())!;
        await using var stopping = stop.Register(() => NativeMethods.Terminate(process.Id));
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (ReadEvent(line) is { } workerEvent && onEvent(process.Id, workerEvent))
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }

    private ProcessStartInfo Program()
    {
        string[] arguments =
        [
            .. OwnProgram.Command.Skip(1), "work", queue, "--broker", Broker, "--state-dir", StateDirectory, "--name", "demo", "--json",
            "--slots", Slots.ToString(CultureInfo.InvariantCulture), "--grace", "2s", "--on-stop", "return", "--until-empty", "--", .. OwnProgram.Command, DemoJob.Verb,
        ];
        var start = new ProcessStartInfo(OwnProgram.Command[0], arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var setting in start.Environment.Keys.Where(name => name.StartsWith("HAULBEAT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        start.Environment["XDG_CONFIG_HOME"] = folder;
        return start;
    }

    // Those lines of `work --json` that the demo shows.
    private static WorkerEvent? ReadEvent(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        return json.GetProperty("event").GetString() switch
        {
            "started" => new WorkerEvent.Started(JobOf(json), json.GetProperty("pid").GetInt32()),
            "reattached" => new WorkerEvent.Reattached(JobOf(json), (int?)Number(json, "pid")),
            "progress" => new WorkerEvent.Progressed(JobOf(json), new Progress(Number(json, "progress"), json.GetProperty("message").GetString())),
            "finished" => new WorkerEvent.Finished(JobOf(json), new Outcome.Succeeded(), Took(json)),
            "dead" => new WorkerEvent.Dead(JobOf(json), new Outcome.Failed((int?)Number(json, "exitCode") ?? -1), Text(json, "reason"), Took(json)),
            "requeued" => new WorkerEvent.Requeued(JobOf(json), new Outcome.Interrupted(""), Text(json, "reason")),
            "warning" => new WorkerEvent.Warned(Text(json, "message")),
            _ => null,
        };
    }

    private static Job JobOf(JsonElement json) => new() { Id = Text(json, "job"), Queue = Text(json, "queue"), Run = json.GetProperty("run").GetInt32() };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static double? Number(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static TimeSpan Took(JsonElement json) => TimeSpan.FromSeconds(json.GetProperty("seconds").GetDouble());
}
