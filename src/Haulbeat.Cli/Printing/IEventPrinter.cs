namespace Haulbeat.Cli.Printing;

/// <summary>Shows events, in order, from one thread at a time.</summary>
internal interface IEventPrinter : IAsyncDisposable
{
    void Print(TimedEvent timed);
}
