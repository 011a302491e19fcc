using Haulbeat.Jobs;
using Haulbeat.Monitoring;

namespace Haulbeat.Tests.Workers;

public sealed class CountingHowJobsEnd : IReporter
{
    private static readonly Job Film = new() { Id = "film", Queue = "films" };

    private readonly List<WorkerEvent> reported = [];

    // A job that was interrupted too often is dead before it has run here: the transport reports it.
    [Fact]
    public void Who_reports_an_end_does_not_matter()
    {
        var statistics = new WorkerStatistics(this);
        WorkerEvent[] happened =
        [
            new WorkerEvent.Started(Film, Pid: 1),
            new WorkerEvent.Finished(Film, new Outcome.Succeeded(), TimeSpan.Zero),
            new WorkerEvent.Dead(Film, new Outcome.Interrupted("interrupted too often"), "interrupted too often", TimeSpan.Zero),
            new WorkerEvent.LeaseLost(Film, "the connection was lost"),
            new WorkerEvent.Requeued(Film, new Outcome.Interrupted("told to"), "told to"),
            new WorkerEvent.Detached(Film),
            new WorkerEvent.Warned("nothing ended"),
        ];

        Report(statistics, happened);

        (statistics.Succeeded, statistics.Dead, statistics.Requeued, statistics.Detached).Should().Be((1, 1, 2, 1));
        statistics.Outcomes.Should().BeEquivalentTo(new Dictionary<string, int> { ["succeeded"] = 1, ["interrupted"] = 2, ["lease-lost"] = 1 });
        reported.Should().Equal(happened);
    }

    [Fact]
    public void What_runs_is_known_with_its_progress_until_it_ends()
    {
        var statistics = new WorkerStatistics(this);
        var picture = Film with { Id = "picture" };
        Report(statistics, new WorkerEvent.Started(Film, Pid: 1), new WorkerEvent.Reattached(picture, Pid: 2), new WorkerEvent.Progressed(Film, new Progress(0.4, "pass 1")));

        statistics.Running.Should().BeEquivalentTo([new RunningJob(Film, 1, new Progress(0.4, "pass 1")), new RunningJob(picture, 2, null)]);

        Report(statistics, new WorkerEvent.Finished(Film, new Outcome.Succeeded(), TimeSpan.Zero), new WorkerEvent.Detached(picture), new WorkerEvent.Progressed(Film, default));
        statistics.IsIdle.Should().BeTrue();
    }

    void IReporter.Report(WorkerEvent workerEvent) => reported.Add(workerEvent);

    private static void Report(WorkerStatistics statistics, params WorkerEvent[] happened) => Array.ForEach(happened, statistics.Report);
}
