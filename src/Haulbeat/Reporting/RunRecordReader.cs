using System.Text.Json;
using Haulbeat.Outcomes;
using Haulbeat.Receiving;
using Haulbeat.Running;
using Haulbeat.Settling;

namespace Haulbeat.Reporting;

/// <summary>Reads what a runner wrote to disk about its run.</summary>
internal static class RunRecordReader
{
    /// <summary>The run's state, or null if nothing readable is there.</summary>
    public static JobState? Read(RunFiles files)
    {
        try
        {
            return File.Exists(files.Exit) ? ReadEnded(files) : File.Exists(files.Record) ? ReadRunning(files) : null;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <summary>The state that a line of the journal tells, with the run's files and its output; null if it is no such line.</summary>
    public static KnownRun? ReadLine(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var files = new RunFiles(json.RootElement.GetProperty("files").GetString()!);
            return new KnownRun(ReadEnded(json.RootElement, files), files, json.RootElement.GetProperty("output").GetBytesFromBase64());
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or FormatException or InvalidOperationException;

    private static JobState ReadEnded(RunFiles files)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(files.Exit));
        return ReadEnded(json.RootElement, files);
    }

    private static JobState ReadEnded(JsonElement root, RunFiles files)
    {
        var outcome = OutcomeReader.Read(EvidenceOf(root));
        return Identity(root, files) with
        {
            State = outcome switch
            {
                Outcome.Succeeded => "succeeded",
                Outcome.NotStarted or Outcome.Interrupted or Outcome.CustodyLost => "queued",
                _ => "dead",
            },
            EndedAt = root.GetProperty("endedAt").GetDateTimeOffset(),
            Outcome = outcome.Name,
            ExitCode = Number(root, "exitCode"),
            Signal = Number(root, "signal"),
            Reason = outcome is Outcome.Succeeded ? null : SettlementPolicy.Explain(outcome),
            Result = outcome is Outcome.Succeeded ? Result(files) : null,
        };
    }

    private static JobState ReadRunning(RunFiles files)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(files.Record));
        var state = Identity(json.RootElement, files);
        var runner = Number(json.RootElement, "runner");
        var alive = Directory.Exists($"/proc/{runner}");
        return alive ? state with { Pid = Number(json.RootElement, "pid") } : state with { State = "queued" };
    }

    private static JobState Identity(JsonElement root, RunFiles files)
    {
        var progress = File.Exists(files.Newest) ? ProgressLine.Parse(File.ReadAllText(files.Newest)) : null;
        return new JobState
        {
            Job = root.GetProperty("job").GetString()!,
            Queue = root.GetProperty("queue").GetString()!,
            State = "running",
            Run = root.GetProperty("run").GetInt32(),
            Attempt = root.GetProperty("attempt").GetInt32(),
            Worker = root.GetProperty("worker").GetString(),
            StartedAt = root.GetProperty("startedAt").GetDateTimeOffset(),
            Progress = progress?.Fraction,
            Message = progress?.Message,
        };
    }

    private static Evidence EvidenceOf(JsonElement root) => new()
    {
        ExitCode = Number(root, "exitCode"),
        Signal = Number(root, "signal"),
        StopCause = Enum.Parse<StopCause>(root.GetProperty("stopCause").GetString()!),
        StartError = root.GetProperty("startError").GetString(),
        Unfit = root.GetProperty("unfit").GetBoolean(),
    };

    private static string? Result(RunFiles files)
    {
        var problem = RemainsReader.ReadResult(files.Result, out var result);
        return problem is null && result.Length > 0 ? System.Text.Encoding.UTF8.GetString(result) : null;
    }

    private static int? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
