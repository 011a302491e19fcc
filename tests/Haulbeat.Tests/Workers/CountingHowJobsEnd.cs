using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.Tests.Workers;

public sealed class CountingHowJobsEnd : IReporter
{
    private static readonly Job Film = new() { Id = "film", Queue = "films" };

    private readonly List<WorkerEvent> told = [];

    // A job that was interrupted too often is dead before it has run here: the transport tells of it.
    [Fact]
    public void It_does_not_matter_who_tells_of_an_end()
    {
        var statistics = new WorkerStatistics(this);
        WorkerEvent[] happened =
        [
            new WorkerEvent.Started(Film, Pid: 1),
            new WorkerEvent.Finished(Film, new Outcome.Succeeded(), TimeSpan.Zero),
            new WorkerEvent.Dead(Film, new Outcome.Interrupted("interrupted too often"), "interrupted too often", TimeSpan.Zero),
            new WorkerEvent.LeaseLost(Film, "the connection was lost"),
            new WorkerEvent.Requeued(Film, new Outcome.Interrupted("told to"), "told to"),
            new WorkerEvent.Warned("nothing ended"),
        ];

        foreach (var each in happened)
        {
            statistics.Report(each);
        }

        statistics.CountDetached();
        statistics.Totals.Should().Be(new WorkerTotals(Succeeded: 1, Dead: 1, Requeued: 2, Left: 1));
        told.Should().Equal(happened);
    }

    void IReporter.Report(WorkerEvent workerEvent) => told.Add(workerEvent);
}
