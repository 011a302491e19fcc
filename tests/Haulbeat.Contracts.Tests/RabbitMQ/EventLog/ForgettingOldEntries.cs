using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class ForgettingOldEntries : EventLogTest
{
    public ForgettingOldEntries() => Stream = Stream with { SegmentSize = 100_000, LargestSize = 300_000, ReadingKeptOpen = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task The_log_stays_within_its_limit_and_whoever_slept_over_the_cut_reads_on()
    {
        var (writer, sleeper, key) = (await OpenAsync(), await OpenAsync(), NewKey());
        await writer.AppendAsync(Record(key, First("old")), Deadline);
        (await sleeper.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("old");
        await EventuallyAsync(() => Task.FromResult(!sleeper.IsReading));
        EventLogKey last;
        do
        {
            last = NewKey();
            await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => writer.AppendAsync(Record(NewKey(), First("filler")), Deadline)));
            await writer.AppendAsync(Record(last, First("new")), Deadline);
        }
        while (await (await OpenAsync()).ReadAsync(key, Deadline) != JobOwnership.None);

        (await sleeper.ReadAsync(last, Deadline)).Newest.Owner.Should().Be("new");
        (await sleeper.ReadAsync(key, Deadline)).Should().Be(JobOwnership.None);
        (await FindJobAsync(writer, key.ToString())).Should().BeNull();
    }

    [Fact]
    public async Task Nobody_follows_a_log_that_nobody_asks_about_and_reading_goes_on_where_it_stopped()
    {
        var (log, other, key) = (await OpenAsync(), await OpenAsync(), NewKey());
        await log.AppendAsync(Record(key, First("one")), Deadline);
        for (var round = 0; round < 3; round++)
        {
            var next = NewKey();
            (await other.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("one");
            await EventuallyAsync(() => Task.FromResult(!other.IsReading));
            await log.AppendAsync(Record(next, First("next")), Deadline);
            (await other.ReadAsync(next, Deadline)).Newest.Owner.Should().Be("next");
        }
    }

    [Fact]
    public async Task A_log_that_was_made_again_meanwhile_is_read_from_its_beginning()
    {
        var (log, sleeper, key) = (await OpenAsync(), await OpenAsync(), NewKey());
        await log.AppendAsync(Record(key, First("one")), Deadline);
        (await sleeper.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("one");
        await EventuallyAsync(() => Task.FromResult(!sleeper.IsReading));
        await (await ForeignChannelAsync()).QueueDeleteAsync(Stream.Name, cancellationToken: Deadline);
        var keys = Enumerable.Range(0, 50).Select(_ => NewKey()).ToList();
        foreach (var next in keys)
        {
            await log.AppendAsync(Record(next, First("two")), Deadline);
        }

        foreach (var next in keys)
        {
            (await sleeper.ReadAsync(next, Deadline)).Newest.Owner.Should().Be("two");
        }

        (await sleeper.ReadAsync(key, Deadline)).Should().Be(JobOwnership.None);
    }

    [Fact]
    public void The_index_forgets_what_the_log_has_forgotten()
    {
        var time = new SteppingTime();
        var index = new OwnershipIndex(TimeSpan.FromDays(7), time);
        var (old, young) = (NewKey(), NewKey());
        Add(index, old);
        time.Now += TimeSpan.FromDays(6);
        Add(index, young);
        index.Count.Should().Be(2);
        time.Now += TimeSpan.FromDays(1.1);
        Add(index, young);
        index.Count.Should().Be(1);
        index.Find(old).Should().Be(JobOwnership.None);
        index.Find(young).Newest.Owner.Should().Be("one");
    }

    private static void Add(OwnershipIndex index, EventLogKey key) => index.Add(EventLogEntry.ReadOwnership(Record(key, First("one")).Write())!);

    private sealed class SteppingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
