using Spectre.Console;

namespace Haulbeat.Cli.Printing;

/// <summary>Stderr, where it is a person's terminal.</summary>
internal static class ErrorTerminal
{
    /// <summary>Whether bars can be drawn there.</summary>
    public static bool CanDraw(Func<string, string?> environment) =>
        !Console.IsErrorRedirected && environment("TERM") is not (null or "" or "dumb");

    public static IAnsiConsole Open(Func<string, string?> environment) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = AnsiSupport.Yes,
        ColorSystem = environment("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Interactive = InteractionSupport.Yes,
    });
}
