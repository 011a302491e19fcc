using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Settings;

/// <summary>Reads the values of settings and options; throws <see cref="FormatException"/> with what is wrong, unless it says otherwise.</summary>
internal static class ValueParser
{
    public static string Text(string text) => text.Length > 0 ? text : throw new FormatException("the value is empty.");

    public static bool Flag(string text) => text switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new FormatException($"'{text}' is not true or false."),
    };

    public static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{text}' is not a whole number.");

    public static byte Priority(string text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            ? priority
            : throw new FormatException($"'{text}' is not a priority. Give a number from 0 to 255.");

    public static QueueDeclaration Declaration(string text) => text switch
    {
        "quorum" => QueueDeclaration.Quorum,
        "classic" => QueueDeclaration.Classic,
        "transient" => QueueDeclaration.Transient,
        "never" => QueueDeclaration.Never,
        _ => throw new FormatException($"'{text}' is not one of quorum, classic, transient, never."),
    };

    public static string WorkerName(string text) => WorkerOptions.ExplainName(text) is { } problem ? throw new FormatException(problem) : text;

    /// <summary>A text <c>NAME=value</c>; the value may hold further equals signs.</summary>
    public static KeyValuePair<string, string> Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw new FormatException($"'{text}' does not have the form NAME=value.");
    }

    /// <summary>The variables that <c>--env</c> adds to the jobs' environment.</summary>
    public static IReadOnlyDictionary<string, string> JobEnvironment(IReadOnlyList<string> texts)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in texts.Select(Pair))
        {
            variables[name] = name.StartsWith("HAULBEAT_", StringComparison.Ordinal)
                ? throw new FormatException($"'{name}' is reserved: Haulbeat sets the variables that begin with HAULBEAT_.")
                : value;
        }

        return variables;
    }

    public static Func<string, string> OneOf(params string[] words) => text =>
        words.Contains(text, StringComparer.Ordinal) ? text : throw new FormatException($"'{text}' is not one of {string.Join(", ", words)}.");

    /// <summary>The name of a queue, given on the command line.</summary>
    /// <exception cref="UsageException">No transport takes it.</exception>
    public static string QueueName(string name) => JobLimits.ExplainQueueName(name) is { } problem ? throw new UsageException(problem) : name;

    /// <summary>The value of an option that has a flag and nothing else.</summary>
    /// <exception cref="UsageException">It makes no sense.</exception>
    public static T OfOption<TText, T>(string option, TText text, Func<TText, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{option}: {exception.Message}");
        }
    }
}
