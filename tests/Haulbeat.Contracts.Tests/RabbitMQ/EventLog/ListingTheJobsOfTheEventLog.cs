using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class ListingTheJobsOfTheEventLog
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly EventLogProjection projection = new();
    private int entries;

    [Fact]
    public void The_newest_come_first_without_what_takes_memory()
    {
        Sent("one");
        Sent("two");
        Finished("one");
        var page = projection.List(new JobFilter());
        page.Jobs.Select(job => job.Job).Should().Equal("two", "one");
        page.Jobs[1].Should().BeEquivalentTo(new { State = "succeeded", Outcome = "succeeded", SentAt = Noon.AddMinutes(1), Result = (string?)null, History = Array.Empty<JobEvent>() });
        page.Next.Should().BeNull();
    }

    [Fact]
    public void Page_by_page_all_come_once_whatever_happens_in_between()
    {
        var ids = Enumerable.Range(0, 25).Select(number => $"job-{number}").ToList();
        ids.ForEach(id => Sent(id));
        var listed = new List<string>();
        var filter = new JobFilter { Limit = 10 };
        for (JobPage? page = null; page is null || page.Next is not null;)
        {
            page = projection.List(filter);
            page.Jobs.Count.Should().BeLessThanOrEqualTo(10);
            listed.AddRange(page.Jobs.Select(job => job.Job));
            filter = filter with { After = page.Next };
            Finished("job-7");
            Sent($"new-{entries}");
        }

        listed.Should().Equal(ids.AsEnumerable().Reverse());
    }

    [Fact]
    public void Queue_and_state_narrow_the_list()
    {
        Sent("film", "films");
        Sent("song", "songs");
        Finished("song", "songs");
        projection.List(new JobFilter { Queue = "songs" }).Jobs.Should().ContainSingle().Which.Job.Should().Be("song");
        projection.List(new JobFilter { State = "queued" }).Jobs.Should().ContainSingle().Which.Job.Should().Be("film");
        projection.List(new JobFilter { Queue = "films", State = "succeeded" }).Jobs.Should().BeEmpty();
    }

    [Fact]
    public void Running_jobs_are_counted_queue_by_queue()
    {
        Sent("film", "films");
        Leased("song", "songs");
        Leased("tune", "songs");
        Finished("tune", "songs");
        projection.CountRunning().Should().BeEquivalentTo(new Dictionary<string, long> { ["films"] = 0, ["songs"] = 1 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7.x")]
    [InlineData("-7.1")]
    public void A_page_that_is_none_of_ours_is_the_first(string after)
    {
        Sent("one");
        projection.List(new JobFilter { After = after }).Jobs.Should().ContainSingle();
    }

    private void Sent(string job, string queue = "films") => Add(job, queue, EventName.Sent, null);

    private void Leased(string job, string queue) => Add(job, queue, EventName.Leased, new OwnershipEntry.Leased(new LeaseLineage(new LeaseVersion(0, 1, "a"), LeaseVersion.Original)));

    private void Finished(string job, string queue = "films") =>
        Add(EventLogEntry.Of(Key(job), new Settlement.Complete("out"u8.ToArray()), Of(job, queue), "w", Noon, new OwnershipEntry.Ended(new LeaseLineage(new LeaseVersion(0, 2, "a"), LeaseVersion.Original))));

    private void Add(string job, string queue, string name, OwnershipEntry? ownership) =>
        Add(EventLogEntry.Of(Key(job), name, Of(job, queue), name == EventName.Sent ? "" : "w", Noon.AddMinutes(entries + 1), ownership));

    // Two entries a message.
    private void Add(EventLogEntry entry) => projection.Add(entry, ++entries / 2, entries % 2);

    private static Job Of(string job, string queue) => new() { Id = job, Queue = queue };

    private static EventLogKey Key(string job) => EventLogKey.Of("", job, new global::RabbitMQ.Client.BasicProperties(), default);
}
