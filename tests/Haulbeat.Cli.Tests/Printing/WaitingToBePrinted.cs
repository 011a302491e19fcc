using Haulbeat.Cli.Printing;
using Haulbeat.Jobs;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Cli.Tests.Printing;

public sealed class WaitingToBePrinted
{
    private static readonly Job Film = new() { Id = "one", Queue = "films" };

    private readonly PendingEvents pending = new();

    [Fact]
    public void Of_a_jobs_progress_only_the_newest_waits()
    {
        Add(Progress(0.1), Progress(0.2), Progress(0.3)).Should().Equal(Progress(0.3));
    }

    [Fact]
    public void Nothing_else_is_dropped()
    {
        var started = new WorkerEvent.Started(Film, 7);
        Add(started, started, started).Should().HaveCount(3);
    }

    [Fact]
    public void Progress_never_moves_ahead_of_what_happened_before_it()
    {
        var requeued = new WorkerEvent.Requeued(Film, new Outcome.Interrupted("x"), "x");
        Add(Progress(0.9), requeued, Progress(0.1)).Should().Equal(Progress(0.9), requeued, Progress(0.1));
    }

    [Fact]
    public void Jobs_of_the_same_id_in_two_queues_are_two()
    {
        var other = new WorkerEvent.Progressed(Film with { Queue = "clips" }, new Progress(0.5, null));
        Add(Progress(0.1), other).Should().HaveCount(2);
    }

    private static WorkerEvent.Progressed Progress(double fraction) => new(Film, new Progress(fraction, null));

    private IEnumerable<WorkerEvent> Add(params WorkerEvent[] events)
    {
        foreach (var workerEvent in events)
        {
            pending.Add(default, workerEvent);
        }

        return pending.TakeAll().Select(timed => timed.Event);
    }
}
