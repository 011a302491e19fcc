using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Runner;

namespace Haulbeat.Execution.Processes;

/// <summary>The environment variables of the job protocol.</summary>
internal static class JobEnvironment
{
    /// <summary>What this job gets. The protocol's own names come first and win over the user's.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Job job, RunFiles files, JobCommand command)
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

    private static string VariableName(string header) =>
        string.Create(header.Length, header, static (name, text) =>
        {
            for (var index = 0; index < text.Length; index++)
            {
                name[index] = char.IsAsciiLetterOrDigit(text[index]) ? char.ToUpperInvariant(text[index]) : '_';
            }
        });
}
