using System.Globalization;
using System.Text.Json;
using Haulbeat.Outcomes;
using Haulbeat.Running.Posix;

namespace Haulbeat.Running.Runner;

/// <summary>What the runner writes to disk about its run: who runs, later how it ended. Read by <c>status</c> and by the worker's successors.</summary>
internal sealed class RunRecord(RunSpecification specification, DateTimeOffset startedAt)
{
    /// <summary>The form of the files: raised when a reader of the old form would go wrong.</summary>
    public const int Version = 1;

    private int? job;

    /// <summary>Notes that the job runs.</summary>
    /// <returns>Whether it could be written.</returns>
    public bool WriteStarted(int pid)
    {
        job = pid;
        return Descriptor.Replace(specification.Files.Record, Json(null, null, default), durable: true) == 0;
    }

    /// <summary>Notes how it ended. A full disk costs the note, not the job: the worker is told besides.</summary>
    /// <remarks>A run so brief that its output was never put on disk is a line in the journal: nobody adopts it.</remarks>
    public void WriteExit(Evidence evidence, DateTimeOffset endedAt, OutputLog log)
    {
        var json = Json(evidence, endedAt, log.Held);
        if (log.IsOnDisk)
        {
            _ = Descriptor.Replace(specification.Files.Exit, json, durable: job is not null);
        }
        else
        {
            Descriptor.Append(specification.Files.Journal, [.. json, (byte)'\n']);
        }
    }

    private byte[] Json(Evidence? evidence, DateTimeOffset? endedAt, ReadOnlySpan<byte> output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteIdentity(json);
            WriteEnd(json, evidence, endedAt);
            json.WriteString("files", specification.Files.Stem);
            json.WriteBase64String("output", output);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private void WriteIdentity(Utf8JsonWriter json)
    {
        json.WriteNumber("version", Version);
        json.WriteString("job", specification.Job);
        json.WriteString("queue", specification.Queue);
        json.WriteNumber("run", specification.Run);
        json.WriteNumber("attempt", specification.Attempt);
        json.WriteString("worker", specification.Worker);
        json.WriteNumber("runner", Environment.ProcessId);
        json.WriteString("startedAt", Text(startedAt));
        if (job is { } pid)
        {
            json.WriteNumber("pid", pid);
        }
    }

    private static void WriteEnd(Utf8JsonWriter json, Evidence? evidence, DateTimeOffset? endedAt)
    {
        if (evidence is null || endedAt is null)
        {
            return;
        }

        json.WriteString("endedAt", Text(endedAt.Value));
        json.WriteString("stopCause", evidence.StopCause.ToString());
        WriteIfKnown(json, "exitCode", evidence.ExitCode);
        WriteIfKnown(json, "signal", evidence.Signal);
        json.WriteString("startError", evidence.StartError);
        json.WriteBoolean("unfit", evidence.Unfit);
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
