using Haulbeat.Reporting;

namespace EmbeddedQueue;

internal sealed class Silence : IReporter
{
    public void Report(WorkerEvent workerEvent)
    {
    }
}
