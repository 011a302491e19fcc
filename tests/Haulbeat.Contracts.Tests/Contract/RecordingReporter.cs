using System.Collections.Concurrent;
using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingReporter : IReporter
{
    private readonly ConcurrentQueue<WorkerEvent> events = [];

    public int Count<T>()
        where T : WorkerEvent => All<T>().Count;

    public IReadOnlyList<T> All<T>()
        where T : WorkerEvent => [.. events.OfType<T>()];

    public IReadOnlyList<string> Warnings => [.. All<WorkerEvent.Warned>().Select(warned => warned.Message)];

    public void Report(WorkerEvent workerEvent) => events.Enqueue(workerEvent);
}
