using System.Globalization;
using System.Text;
using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>The environment variables of the job protocol.</summary>
internal static class JobEnvironment
{
    /// <summary>The entries for this job. The protocol's own come first and win over the user's.</summary>
    public static IReadOnlyList<byte[]> Of(Job job, RunFiles files, JobCommand command) =>
        [.. Variables(job, files, command).Select(variable => ToEntry(variable.Key, variable.Value))];

    private static IEnumerable<KeyValuePair<string, string>> Variables(Job job, RunFiles files, JobCommand command)
    {
        yield return new("HAULBEAT_JOB", job.Id);
        yield return new("HAULBEAT_QUEUE", job.Queue);
        yield return new("HAULBEAT_RUN", job.Run.ToString(CultureInfo.InvariantCulture));
        yield return new("HAULBEAT_ATTEMPT", job.Attempt.ToString(CultureInfo.InvariantCulture));
        yield return new("HAULBEAT_PROGRESS", files.Progress);
        yield return new("HAULBEAT_RESULT", files.Result);
        yield return new("HAULBEAT_CHECKPOINT", files.Checkpoint);
        if (job.TraceParent is { } trace)
        {
            yield return new("TRACEPARENT", trace);
        }

        foreach (var (name, value) in job.Headers)
        {
            yield return new("HAULBEAT_HEADER_" + VariableName(name), value);
        }

        foreach (var entry in command.Environment)
        {
            yield return entry;
        }
    }

    // Ids and headers of foreign senders may hold NUL, which would end the entry.
    private static byte[] ToEntry(string name, string value) => Encoding.UTF8.GetBytes($"{name}={value.Replace("\0", "", StringComparison.Ordinal)}");

    private static string VariableName(string header) =>
        string.Create(header.Length, header, static (name, text) =>
        {
            for (var index = 0; index < text.Length; index++)
            {
                name[index] = char.IsAsciiLetterOrDigit(text[index]) ? char.ToUpperInvariant(text[index]) : '_';
            }
        });
}
