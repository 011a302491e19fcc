namespace Haulbeat.Cli.Printing;

/// <summary>Makes text from queues and jobs fit for a terminal: ids, headers and messages may hold anything, escape sequences included.</summary>
internal static class Printable
{
    /// <summary>The text on one line, without control characters.</summary>
    public static string Line(string text) => text.Any(char.IsControl) ? Clean(text) : text;

    private static string Clean(string text) =>
        string.Concat(text.Select(letter => letter is '\n' or '\r' or '\t' ? ' ' : char.IsControl(letter) ? '\uFFFD' : letter)).TrimEnd();
}
