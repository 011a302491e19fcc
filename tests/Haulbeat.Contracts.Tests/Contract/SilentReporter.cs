using Haulbeat.Jobs;

namespace Haulbeat.Contracts.Tests.Contract;

internal sealed class SilentReporter : IReporter
{
    public void Report(WorkerEvent workerEvent)
    {
    }
}
