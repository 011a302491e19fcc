using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>Prints events in order, from one thread at a time.</summary>
internal interface IEventPrinter : IAsyncDisposable
{
    void Print(DateTimeOffset at, WorkerEvent workerEvent);
}
