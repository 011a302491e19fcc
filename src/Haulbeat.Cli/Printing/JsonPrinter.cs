namespace Haulbeat.Cli.Printing;

/// <summary>An event per line on stdout, flushed at once.</summary>
internal sealed class JsonPrinter : IEventPrinter
{
    public void Print(TimedEvent timed) => JsonLine.Print(json => EventJson.Write(json, timed));

    public ValueTask DisposeAsync() => default;
}
