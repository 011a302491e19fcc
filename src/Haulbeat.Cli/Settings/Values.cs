using System.Globalization;
using Haulbeat.Cli.Sending;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Settings;

/// <summary>Reads the values of settings and options; throws <see cref="FormatException"/> with what is wrong, unless it says otherwise.</summary>
internal static class Values
{
    public static string Text(string text) => text.Length > 0 ? text : throw new FormatException("it is empty.");

    public static bool Flag(string text) => text switch
    {
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new FormatException($"'{text}' is neither true nor false."),
    };

    public static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw new FormatException($"'{text}' is no whole number of at least 1.");

    public static byte Priority(string text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            ? priority
            : throw new FormatException($"'{text}' is no priority. Write a number from 0 to 255.");

    public static QueueDeclaration Declaration(string text) => text switch
    {
        "quorum" => QueueDeclaration.Quorum,
        "classic" => QueueDeclaration.Classic,
        "transient" => QueueDeclaration.Transient,
        "never" => QueueDeclaration.Never,
        _ => throw new FormatException($"'{text}' is none of quorum, classic, transient, never."),
    };

    /// <summary>A text <c>NAME=value</c>; the value may hold further signs of equality.</summary>
    public static KeyValuePair<string, string> Pair(string text)
    {
        var equality = text.IndexOf('=', StringComparison.Ordinal);
        return equality > 0
            ? new(text[..equality], text[(equality + 1)..])
            : throw new FormatException($"'{text}' is not of the form NAME=value.");
    }

    /// <summary>One of a few words.</summary>
    public static Func<string, string> OneOf(params string[] words) => text =>
        words.Contains(text, StringComparer.Ordinal) ? text : throw new FormatException($"'{text}' is none of {string.Join(", ", words)}.");

    /// <summary>The value of an option that is said by its flag alone.</summary>
    /// <exception cref="UsageException">It makes no sense.</exception>
    public static T OfOption<T>(string option, string text, Func<string, T> parse)
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
