using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class WritingAndReadingTheEventLog : EventLogTest
{
    [Fact]
    public async Task What_one_worker_wrote_every_other_reads()
    {
        var (one, two, key) = (await OpenAsync(), await OpenAsync(), NewKey());
        (await two.ReadAsync(key, Deadline)).Should().Be(JobOwnership.None);
        var leased = First("one");

        await one.AppendAsync(Record(key, leased), Deadline);
        (await two.ReadAsync(key, Deadline)).Should().Be(new JobOwnership(leased.Lease.Version, false));

        await one.AppendAsync(Record(key, new OwnershipEntry.Ended(leased.Lease), EventName.Finished), Deadline);
        (await two.ReadAsync(key, Deadline)).Should().Be(new JobOwnership(leased.Lease.Version, true));
        (await one.ReadAsync(key, Deadline)).Should().Be(new JobOwnership(leased.Lease.Version, true));
        (await one.ReadAsync(NewKey(), Deadline)).Should().Be(JobOwnership.None);
    }

    [Fact]
    public async Task Of_two_who_claim_at_once_all_readers_accept_the_same_one()
    {
        var logs = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        for (var round = 0; round < 20; round++)
        {
            var key = NewKey();
            var seen = await Task.WhenAll(logs.Take(2).Select((log, worker) => LeaseAsync(log, key, $"worker-{worker}")));
            seen.Append(await logs[2].ReadAsync(key, Deadline)).Distinct().Should().ContainSingle().Which.Newest.Owner.Should().StartWith("worker-");
        }
    }

    [Fact]
    public async Task Whoever_wrote_finds_it_however_many_write_and_read_at_once()
    {
        var logs = new[] { await OpenAsync(), await OpenAsync() };
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async job =>
        {
            var key = NewKey();
            (await LeaseAsync(logs[job % 2], key, $"owner-{job}")).Newest.Owner.Should().Be($"owner-{job}");
            (await logs[(job + 1) % 2].ReadAsync(key, Deadline)).Newest.Owner.Should().Be($"owner-{job}");
        }));
    }

    [Fact]
    public async Task What_nobody_waits_for_is_written_many_lines_a_message()
    {
        var log = await OpenAsync();
        var keys = Enumerable.Range(0, 300).Select(_ => NewKey()).ToList();
        var written = await Task.WhenAll(keys.Select(key => log.AppendSoonAsync(Record(key, First("soon")), Deadline)));
        await Task.WhenAll(written);
        // Before any reading, which writes marks. A stream's messages are counted with some delay.
        var channel = await ForeignChannelAsync();
        var messages = 0u;
        await EventuallyAsync(async () => (messages = await channel.MessageCountAsync(Stream.Name, Deadline)) > 0);
        messages.Should().BeLessThan(300);

        var other = await OpenAsync();
        foreach (var key in keys)
        {
            (await other.ReadAsync(key, Deadline)).Newest.Owner.Should().Be("soon");
        }

        (await FindJobAsync(log, keys[^1].ToString()))!.State.Should().Be("running");
    }

    [Fact]
    public async Task Whoever_leaves_writes_what_is_still_to_be_written()
    {
        var key = NewKey();
        Task written;
        await using (var log = new JobEventLog(new Connector(BrokerAddress.Parse(Address.ToString()), TimeSpan.FromSeconds(10), "leaving", TimeProvider.System), Stream))
        {
            await log.OpenAsync(QueueDeclaration.Quorum, Reporter, Deadline);
            written = await log.AppendSoonAsync(Record(key, First("leaving")), Deadline);
        }

        await written;
        (await (await OpenAsync()).ReadAsync(key, Deadline)).Newest.Owner.Should().Be("leaving");
    }

    [Fact]
    public async Task Writing_twice_does_no_harm()
    {
        var (log, key) = (await OpenAsync(), NewKey());
        var first = First("one");
        var next = new OwnershipEntry.Leased(first.Lease with { Version = first.Lease.Version with { Sequence = 2 } });
        foreach (var entry in new OwnershipEntry[] { first, first, next, first, next, new OwnershipEntry.Ended(next.Lease), next, new OwnershipEntry.Ended(next.Lease) })
        {
            await log.AppendAsync(Record(key, entry), Deadline);
        }

        (await log.ReadAsync(key, Deadline)).Should().Be(new JobOwnership(next.Lease.Version, true));
    }

    private async Task<JobOwnership> LeaseAsync(JobEventLog log, EventLogKey key, string owner)
    {
        await log.AppendAsync(Record(key, First(owner)), Deadline);
        return await log.ReadAsync(key, Deadline);
    }
}
