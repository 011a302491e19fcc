using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ.Log;

public sealed class TellingTheHistoryOfAJob
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly LeaseVersion First = new(0, 1, "a");
    private static readonly LeaseVersion Second = new(1, 1, "b");

    private readonly JobHistory history = new("film-1");
    private int minutes;

    [Fact]
    public void Of_a_job_nobody_spoke_of_nothing_is_known()
    {
        Tell(LogEvent.Sent, job: "film-2");
        history.State.Should().BeNull();
    }

    [Fact]
    public void A_job_that_was_only_sent_is_queued()
    {
        Tell(LogEvent.Sent, worker: "");
        history.State.Should().BeEquivalentTo(new JobState { Job = "film-1", Queue = "films", State = "queued", SentAt = Noon, History = [new JobEvent(Noon, "sent", null, null)] });
    }

    [Fact]
    public void Run_by_run_it_comes_to_its_end()
    {
        Tell(LogEvent.Sent, worker: "");
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        history.State.Should().BeEquivalentTo(new { State = "running", Run = 0, Worker = "w", SentAt = Noon, StartedAt = (DateTimeOffset?)null });

        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(Second, First)), run: 1, worker: "v", startedAt: Noon.AddHours(1));
        Tell(LogEvent.Renewed, new OwnershipEntry.Leased(new LeaseLineage(Second with { Sequence = 2 }, Second)), run: 1, worker: "v");
        history.State.Should().BeEquivalentTo(new { State = "running", Run = 1, Worker = "v", StartedAt = Noon.AddHours(1) });

        Tell(LogEvent.Dead, new OwnershipEntry.Ended(new LeaseLineage(Second with { Sequence = 2 }, LeaseVersion.Original)), run: 1, worker: "v", outcome: "failed", exitCode: 3, reason: "exited with code 3");
        history.State.Should().BeEquivalentTo(new { State = "dead", Run = 1, Worker = "v", SentAt = Noon, StartedAt = Noon.AddHours(1), EndedAt = Noon.AddMinutes(4), Outcome = "failed", ExitCode = 3, Reason = "exited with code 3" });
    }

    [Fact]
    public void What_does_not_count_did_not_happen()
    {
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(new LeaseVersion(0, 1, "late"), LeaseVersion.Original)), worker: "late");
        history.State!.Worker.Should().Be("w");

        Tell(LogEvent.Finished, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(LogEvent.Dead, new OwnershipEntry.Ended(new LeaseLineage(new LeaseVersion(0, 1, "late"), LeaseVersion.Original)), worker: "late");
        Tell(LogEvent.Started, worker: "late", run: 1);
        history.State.Should().BeEquivalentTo(new { State = "succeeded", Worker = "w" });
    }

    [Fact]
    public void A_sender_may_be_heard_after_the_end()
    {
        Tell(LogEvent.Finished, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(LogEvent.Sent, worker: "");
        history.State.Should().BeEquivalentTo(new { State = "succeeded", Worker = "w", SentAt = Noon.AddMinutes(1) });
    }

    [Fact]
    public void A_job_that_went_back_is_queued_again()
    {
        Tell(LogEvent.Started);
        Tell(LogEvent.Requeued, outcome: "stopped", reason: "the worker ended");
        history.State.Should().BeEquivalentTo(new { State = "queued", Worker = "w", Reason = "the worker ended" });
    }

    [Fact]
    public void Of_jobs_that_share_an_id_the_one_heard_of_last_counts()
    {
        Tell(LogEvent.Dead, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)), key: 1);
        Tell(LogEvent.Sent, worker: "", key: 2);
        history.State!.State.Should().Be("queued");
        Tell(LogEvent.Finished, new OwnershipEntry.Ended(new LeaseLineage(First, LeaseVersion.Original)), key: 2);
        history.State.State.Should().Be("succeeded");
    }

    [Fact]
    public void What_happened_is_told_in_order_without_what_recurs()
    {
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(LogEvent.Renewed, new OwnershipEntry.Leased(new LeaseLineage(First with { Sequence = 2 }, First)));
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(new LeaseVersion(0, 1, "late"), LeaseVersion.Original)), worker: "late");
        Tell(LogEvent.Requeued);
        Tell(LogEvent.Sent, worker: "");
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(Second, First with { Sequence = 2 })), run: 1, worker: "v");
        Tell("danced", run: 1, worker: "v");
        Tell(LogEvent.Finished, new OwnershipEntry.Ended(new LeaseLineage(Second, LeaseVersion.Original)), run: 1, worker: "v");
        history.State!.History.Should().Equal(
            new JobEvent(Noon.AddMinutes(4), "sent", null, null),
            new JobEvent(Noon, "leased", 0, "w"),
            new JobEvent(Noon.AddMinutes(3), "requeued", 0, "w"),
            new JobEvent(Noon.AddMinutes(5), "leased", 1, "v"),
            new JobEvent(Noon.AddMinutes(7), "finished", 1, "v"));
    }

    [Fact]
    public void Whoever_lost_the_job_was_interrupted_when_the_next_began()
    {
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(First, LeaseVersion.Original)));
        Tell(LogEvent.Leased, new OwnershipEntry.Leased(new LeaseLineage(Second, First)), run: 1, worker: "v");
        history.State!.History.Should().Equal(
            new JobEvent(Noon, "leased", 0, "w"),
            new JobEvent(Noon.AddMinutes(1), "interrupted", 0, "w"),
            new JobEvent(Noon.AddMinutes(1), "leased", 1, "v"));
    }

    [Fact]
    public void What_a_newer_worker_says_of_a_running_job_does_not_change_its_state()
    {
        Tell(LogEvent.Started);
        Tell("danced");
        history.State!.State.Should().Be("running");
    }

    private void Tell(string what, OwnershipEntry? entry = null, string job = "film-1", int run = 0, string worker = "w", ulong key = 1, DateTimeOffset? startedAt = null, string? outcome = null, int? exitCode = null, string? reason = null) =>
        history.Add(LogText.Read(LogText.Write(new LogRecord
        {
            Key = new LogKey(key),
            Event = what,
            Job = new Job { Id = job, Queue = "films", Run = run },
            Worker = worker,
            Entry = entry,
            At = Noon.AddMinutes(minutes++),
            StartedAt = startedAt,
            Outcome = outcome,
            ExitCode = exitCode,
            Reason = reason,
        }))!);
}
