using System.Text;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class WritingEntriesAsLines
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly LeaseVersion Version = new(2, 7, "owner");

    private static readonly OwnershipEntry?[] Ownerships =
    [
        null,
        new OwnershipEntry.Leased(new LeaseLineage(Version, LeaseVersion.Original)),
        new OwnershipEntry.Leased(new LeaseLineage(Version with { Sequence = 8 }, Version)),
        new OwnershipEntry.Ended(new LeaseLineage(Version, Version)),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_written_is_read(int number)
    {
        var ownership = Ownerships[number];
        var entry = Entry(ownership);
        var read = EventLogEntry.Read(entry.Write())!;
        read.Should().Be(entry);
        read.Ownership.Should().Be(ownership);
        EventLogEntry.ReadOwnership(entry.Write())?.Ownership.Should().Be(ownership);
        read.Should().BeEquivalentTo(new
        {
            Event = "finished",
            Job = "film-1",
            Queue = "films",
            Worker = "w",
            At = Noon,
            Run = 2,
            Attempt = 3,
            Interruptions = 4,
            SentAt = Noon.AddHours(-2),
            Outcome = "failed",
            Reason = "because",
            ExitCode = 5,
            Signal = 9,
            Result = "out",
        });
    }

    [Fact]
    public void Long_texts_do_not_fill_the_log()
    {
        var line = EventLogEntry.Read((Entry() with { Reason = new string('r', 100_000), Result = new string('x', 100_000) }).Write())!;
        line.Reason.Should().HaveLength(4096);
        line.Result.Should().BeNull();
    }

    [Fact]
    public void A_newer_writers_fields_are_left_out()
    {
        var text = Encoding.UTF8.GetString(Entry().Write()).Replace("\"v\":1", "\"v\":1,\"new\":{\"a\":[1]}");
        EventLogEntry.Read(Encoding.UTF8.GetBytes(text))!.Job.Should().Be("film-1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"v\":2}")]
    [InlineData("{\"v\":1,\"key\":null,\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\"}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"yesterday\"}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"leased\":{\"run\":2147483647,\"sequence\":1,\"owner\":\"h\"}}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"ended\":{\"run\":-1,\"sequence\":1,\"owner\":\"h\"}}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"ended\":{\"run\":1,\"sequence\":1,\"owner\":\"\"}}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"ended\":{\"run\":1,\"sequence\":1}}")]
    public void What_nobody_of_us_wrote_is_no_line(string text) => EventLogEntry.Read(Encoding.UTF8.GetBytes(text)).Should().BeNull();

    [Fact]
    public void A_message_of_several_lines_is_read_line_by_line_garbage_among_them_left_out()
    {
        var message = EventLogEntry.Join([(Entry() with { Reason = "one\ntwo" }).Write(), "{\"v\":"u8.ToArray(), Entry().Write()]);
        var read = new List<EventLogEntry>();
        foreach (var range in EventLogEntry.Split(message))
        {
            if (EventLogEntry.Read(message.AsSpan()[range]) is { } line)
            {
                read.Add(line);
            }
        }

        read.Select(line => line.Reason).Should().Equal("one\ntwo", Entry().Reason);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_line() => EventLogEntry.Read([0xff, 0x00, 0x7b, 0x80]).Should().BeNull();

    private static EventLogEntry Entry(OwnershipEntry? ownership = null)
    {
        var job = new Job { Id = "film-1", Queue = "films", Run = 2, Attempt = 3, Interruptions = 4, SentAt = Noon.AddHours(-2) };
        return EventLogEntry.Of(new EventLogKey(42), EventName.Finished, job, "w", Noon, ownership) with { Outcome = "failed", Reason = "because", ExitCode = 5, Signal = 9, Result = "out" };
    }
}
