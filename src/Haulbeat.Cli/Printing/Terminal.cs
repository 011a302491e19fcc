using Spectre.Console;

namespace Haulbeat.Cli.Printing;

/// <summary>What a person's terminal can show, and what it must not be sent.</summary>
internal static class Terminal
{
    /// <summary>The text on one line, without control characters and without those that change the direction of text: ids, headers and messages may hold anything.</summary>
    public static string Clean(string text) => text.Any(IsInvalid) ? string.Concat(text.Select(Replace)).TrimEnd() : text;

    /// <summary>Whether stderr is a terminal that can draw bars.</summary>
    public static bool CanDraw(Func<string, string?> environment) =>
        !Console.IsErrorRedirected && environment("TERM") is not (null or "" or "dumb");

    /// <summary>Stderr, to draw on.</summary>
    public static IAnsiConsole OpenError(Func<string, string?> environment) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = AnsiSupport.Yes,
        ColorSystem = environment("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Interactive = InteractionSupport.Yes,
    });

    private static bool IsInvalid(char letter) =>
        char.IsControl(letter) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';

    private static char Replace(char letter) => letter is '\n' or '\r' or '\t' ? ' ' : IsInvalid(letter) ? '\uFFFD' : letter;
}
