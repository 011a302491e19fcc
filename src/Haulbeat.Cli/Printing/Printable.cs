namespace Haulbeat.Cli.Printing;

/// <summary>Makes text from queues and jobs fit for a terminal: ids, headers and messages may hold anything, escape sequences included.</summary>
internal static class Printable
{
    /// <summary>The text on one line, without control characters and without those that turn the direction of what follows.</summary>
    public static string Line(string text) => text.Any(IsInvalid) ? string.Concat(text.Select(Replace)).TrimEnd() : text;

    private static bool IsInvalid(char letter) =>
        char.IsControl(letter) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    private static char Replace(char letter) => letter is '\n' or '\r' or '\t' ? ' ' : IsInvalid(letter) ? '\uFFFD' : letter;
}
