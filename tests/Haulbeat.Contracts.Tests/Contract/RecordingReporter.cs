using System.Collections.Concurrent;
using Haulbeat.Reporting;

namespace Haulbeat.Contracts.Tests.Contract;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingReporter : IReporter
{
    private readonly ConcurrentQueue<WorkerEvent> events = [];

    public int Count<T>()
        where T : WorkerEvent => events.OfType<T>().Count();

    public IReadOnlyList<string> Warnings => [.. events.OfType<WorkerEvent.Warned>().Select(warned => warned.Message)];

    public void Report(WorkerEvent workerEvent) => events.Enqueue(workerEvent);
}
