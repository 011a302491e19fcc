using System.Globalization;
using System.Text;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Settings;

/// <summary>Reads the values of settings and options; throws <see cref="FormatException"/> with what is wrong, unless it says otherwise.</summary>
internal static class ValueParser
{
    private const int LongestQueueName = 255;
    private const int LongestWorkerName = 64;

    public static string Text(string text) => text.Length > 0 ? text : throw new FormatException("the value is empty.");

    public static bool Flag(string text) => text switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new FormatException($"'{text}' is not true or false."),
    };

    public static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw new FormatException($"'{text}' is not a whole number of at least 1.");

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

    /// <summary>A worker's name becomes part of queue names and folder names.</summary>
    public static string WorkerName(string text) =>
        text.Length is > 0 and <= LongestWorkerName && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? text
            : throw new FormatException($"'{text}' is not a worker name. Use up to {LongestWorkerName} letters, digits, hyphens and underscores.");

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
    /// <exception cref="UsageException">AMQP can't carry it.</exception>
    public static string QueueName(string name) => name.Length > 0 && !name.Any(char.IsControl) && Encoding.UTF8.GetByteCount(name) <= LongestQueueName
        ? name
        : throw new UsageException($"'{name}' is not a queue name. A name has 1 to {LongestQueueName} bytes and no control characters.");

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
