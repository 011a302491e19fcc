using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class ShowingTheStateOfAJob
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly LeaseVersion First = new(0, 1, "a");
    private static readonly LeaseVersion Second = new(1, 1, "b");

    private readonly EventLogProjection projection = new("film-1");
    private int minutes;

    [Fact]
    public void Of_a_job_nobody_spoke_of_nothing_is_known()
    {
        Tell(EventName.Sent, job: "film-2");
        projection.Newest.Should().BeNull();
    }

    [Fact]
    public void A_job_that_was_only_sent_is_queued()
    {
        Tell(EventName.Sent, worker: "");
        projection.Newest.Should().BeEquivalentTo(new JobState { Job = "film-1", Queue = "films", State = "queued", SentAt = Noon, History = [new JobEvent(Noon, "sent", null, null)] });
    }

    [Fact]
    public void Run_by_run_it_comes_to_its_end()
    {
        Tell(EventName.Sent, worker: "");
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        projection.Newest.Should().BeEquivalentTo(new { State = "running", Run = 0, Worker = "w", SentAt = Noon });

        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(Second, First)), run: 1, worker: "v");
        Tell(EventName.Renewed, new OwnershipEntry.Leased(new LeaseLineage(Second with { Sequence = 2 }, Second)), run: 1, worker: "v");
        projection.Newest.Should().BeEquivalentTo(new { State = "running", Run = 1, Worker = "v" });

        Tell(EventName.Dead, new OwnershipEntry.Ended(new LeaseLineage(Second with { Sequence = 2 }, LeaseVersion.Original)), run: 1, worker: "v", outcome: "failed", exitCode: 3, reason: "exited with code 3");
        projection.Newest.Should().BeEquivalentTo(new { State = "dead", Run = 1, Worker = "v", SentAt = Noon, EndedAt = Noon.AddMinutes(4), Outcome = "failed", ExitCode = 3, Reason = "exited with code 3" });
    }

    [Fact]
    public void What_does_not_count_did_not_happen()
    {
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(new LeaseVersion(0, 1, "late"), LeaseVersion.Original)), worker: "late");
        projection.Newest!.Worker.Should().Be("w");

        Tell(EventName.Finished, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(EventName.Dead, new OwnershipEntry.Ended(new LeaseLineage(new LeaseVersion(0, 1, "late"), LeaseVersion.Original)), worker: "late");
        Tell(EventName.Requeued, worker: "late", run: 1);
        projection.Newest.Should().BeEquivalentTo(new { State = "succeeded", Worker = "w" });
    }

    [Fact]
    public void A_sender_may_be_heard_after_the_end()
    {
        Tell(EventName.Finished, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(EventName.Sent, worker: "");
        projection.Newest.Should().BeEquivalentTo(new { State = "succeeded", Worker = "w", SentAt = Noon.AddMinutes(1) });
    }

    [Fact]
    public void A_job_that_went_back_is_queued_again()
    {
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(EventName.Requeued, outcome: "stopped", reason: "the worker ended");
        projection.Newest.Should().BeEquivalentTo(new { State = "queued", Worker = "w", Reason = "the worker ended" });
    }

    [Fact]
    public void Of_jobs_that_share_an_id_the_one_heard_of_last_counts()
    {
        Tell(EventName.Dead, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)), key: 1);
        Tell(EventName.Sent, worker: "", key: 2);
        projection.Newest!.State.Should().Be("queued");
        Tell(EventName.Finished, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)), key: 2);
        projection.Newest!.State.Should().Be("succeeded");
    }

    [Fact]
    public void What_happened_is_told_in_order_without_what_recurs()
    {
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(EventName.Renewed, new OwnershipEntry.Leased(new LeaseLineage(First with { Sequence = 2 }, First)));
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(new LeaseVersion(0, 1, "late"), LeaseVersion.Original)), worker: "late");
        Tell(EventName.Requeued);
        Tell(EventName.Sent, worker: "");
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(Second, First with { Sequence = 2 })), run: 1, worker: "v");
        Tell("danced", run: 1, worker: "v");
        Tell(EventName.Finished, new OwnershipEntry.Ended(new LeaseLineage(Second, LeaseVersion.Original)), run: 1, worker: "v");
        projection.Newest!.History.Should().Equal(
            new JobEvent(Noon.AddMinutes(4), "sent", null, null),
            new JobEvent(Noon, "leased", 0, "w"),
            new JobEvent(Noon.AddMinutes(3), "requeued", 0, "w"),
            new JobEvent(Noon.AddMinutes(5), "leased", 1, "v"),
            new JobEvent(Noon.AddMinutes(7), "finished", 1, "v"));
    }

    [Fact]
    public void Whoever_lost_the_job_was_interrupted_when_the_next_began()
    {
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(Second, First)), run: 1, worker: "v");
        projection.Newest!.History.Should().Equal(
            new JobEvent(Noon, "leased", 0, "w"),
            new JobEvent(Noon.AddMinutes(1), "interrupted", 0, "w"),
            new JobEvent(Noon.AddMinutes(1), "leased", 1, "v"));
    }

    [Fact]
    public void What_a_newer_worker_says_of_a_running_job_changes_nothing()
    {
        Tell(EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        var before = projection.Newest;
        Tell("danced", outcome: "dizzy");
        projection.Newest.Should().BeEquivalentTo(before);
    }

    private void Tell(string what, OwnershipEntry? entry = null, string job = "film-1", int run = 0, string worker = "w", ulong key = 1, string? outcome = null, int? exitCode = null, string? reason = null) =>
        projection.Add(EventLogEntry.Read((EventLogEntry.Of(new EventLogKey(key), what, new Job { Id = job, Queue = "films", Run = run }, worker, Noon.AddMinutes(minutes++), entry) with { Outcome = outcome, ExitCode = exitCode, Reason = reason }).Write())!, minutes, 0);
}
