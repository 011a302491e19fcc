using System.Text.Json;
using System.Text.Json.Serialization;

namespace Haulbeat.Runner;

/// <summary>Reads and writes descriptors as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RunDescriptor))]
internal sealed partial class RunDescriptorJson : JsonSerializerContext
{
    /// <summary>The descriptor, or null if the text is none. Of one in a newer version, only the version and the job may be right.</summary>
    public static RunDescriptor? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.RunDescriptor);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The descriptor in a file, or null if none can be read.</summary>
    public static RunDescriptor? ReadFile(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the descriptor, without what is not known.</summary>
    /// <remarks>By hand: runners write and never read, and the generated writer takes each of them 140 KiB more memory.</remarks>
    public static byte[] Write(RunDescriptor run)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteStart(json, run);
            WriteProcesses(json, run);
            WriteEnd(json, run);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteStart(Utf8JsonWriter json, RunDescriptor run)
    {
        json.WriteNumber("version", run.Version);
        json.WriteString("job", run.Job);
        json.WriteString("queue", run.Queue);
        json.WriteNumber("run", run.Run);
        json.WriteNumber("attempt", run.Attempt);
        json.WriteNumber("interruptions", run.Interruptions);
        WriteIfKnown(json, "replyTo", run.ReplyTo);
        WriteIfKnown(json, "correlationId", run.CorrelationId);
        WriteIfKnown(json, "traceParent", run.TraceParent);
        WriteIfKnown(json, "sentAt", run.SentAt);
        json.WriteString("worker", run.Worker);
        json.WriteString("files", run.Files);
        json.WriteNumber("safeUntil", run.SafeUntil);
        json.WriteNumber("survivesUntil", run.SurvivesUntil);
    }

    private static void WriteProcesses(Utf8JsonWriter json, RunDescriptor run)
    {
        WriteIfKnown(json, "startedAt", run.StartedAt);
        WriteIfKnown(json, "boot", run.Boot);
        json.WriteNumber("runner", run.Runner);
        WriteIfKnown(json, "runnerBirth", run.RunnerBirth);
        WriteIfKnown(json, "pid", run.Pid);
        WriteIfKnown(json, "pidBirth", run.PidBirth);
    }

    private static void WriteEnd(Utf8JsonWriter json, RunDescriptor run)
    {
        if (run.EndedAt is null)
        {
            return;
        }

        WriteIfKnown(json, "endedAt", run.EndedAt);
        WriteIfKnown(json, "exitCode", run.ExitCode);
        WriteIfKnown(json, "signal", run.Signal);
        WriteIfKnown(json, "stopReason", run.StopReason);
        WriteIfKnown(json, "startError", run.StartError);
        json.WriteBoolean("invalid", run.Invalid);
        json.WriteBoolean("survivors", run.Survivors);
        if (run.Output is { } output)
        {
            json.WriteBase64String("output", output);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, DateTimeOffset? value)
    {
        if (value is { } moment)
        {
            json.WriteString(name, moment);
        }
    }
}
