namespace Haulbeat.Cli.Printing;

/// <summary>Chooses how events are shown.</summary>
internal static class Reporters
{
    public static BackgroundReporter Create(bool json, Func<string, string?> environment, TimeProvider time) => new(Choose(json, environment), time);

    private static IEventPrinter Choose(bool json, Func<string, string?> environment)
    {
        if (json)
        {
            return new JsonPrinter();
        }

        return ErrorTerminal.CanDraw(environment) ? new LivePrinter(ErrorTerminal.Open(environment)) : new PlainPrinter();
    }
}
