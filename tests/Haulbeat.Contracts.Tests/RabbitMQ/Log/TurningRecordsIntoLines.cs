using System.Text;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Worker;

namespace Haulbeat.Contracts.Tests.RabbitMQ.Log;

public sealed class TurningRecordsIntoLines
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly LeaseVersion Copy = new(2, 7, "owner");

    private static readonly OwnershipEntry?[] Entries =
    [
        null,
        new OwnershipEntry.Leased(new LeaseLineage(Copy, LeaseVersion.Original)),
        new OwnershipEntry.Leased(new LeaseLineage(Copy with { Sequence = 8 }, Copy)),
        new OwnershipEntry.Ended(new LeaseLineage(Copy, Copy)),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_written_is_read(int number)
    {
        var entry = Entries[number];
        var record = Record() with { Entry = entry };
        var line = LogText.Read(LogText.Write(record))!;
        line.Entry().Should().Be(entry);
        LogKey.Parse(line.Key).Should().Be(record.Key);
        line.Should().BeEquivalentTo(new
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
            StartedAt = Noon.AddHours(-1),
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
        var line = LogText.Read(LogText.Write(Record() with { Reason = new string('r', 100_000), Result = new string('x', 100_000) }))!;
        line.Reason.Should().HaveLength(4096);
        line.Result.Should().BeNull();
    }

    [Fact]
    public void A_newer_writers_fields_are_left_out()
    {
        var text = Encoding.UTF8.GetString(LogText.Write(Record())).Replace("\"v\":1", "\"v\":1,\"new\":{\"a\":[1]}");
        LogText.Read(Encoding.UTF8.GetBytes(text))!.Job.Should().Be("film-1");
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
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"leased\":{\"run\":2147483647,\"copy\":1,\"owner\":\"h\"}}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"ended\":{\"run\":-1,\"copy\":1,\"owner\":\"h\"}}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"ended\":{\"run\":1,\"copy\":1,\"owner\":\"\"}}")]
    [InlineData("{\"v\":1,\"key\":\"1\",\"event\":\"e\",\"job\":\"j\",\"queue\":\"q\",\"worker\":\"w\",\"at\":\"2026-01-02T12:00:00Z\",\"ended\":{\"run\":1,\"copy\":1}}")]
    public void What_nobody_of_us_wrote_is_no_line(string text) => LogText.Read(Encoding.UTF8.GetBytes(text)).Should().BeNull();

    [Fact]
    public void A_message_of_several_lines_is_read_line_by_line_garbage_among_them_left_out()
    {
        var message = LogText.Join([LogText.Write(Record() with { Reason = "one\ntwo" }), "{\"v\":"u8.ToArray(), LogText.Write(Record())]);
        var read = new List<LogLine>();
        foreach (var range in LogText.Split(message))
        {
            if (LogText.Read(message.AsSpan()[range]) is { } line)
            {
                read.Add(line);
            }
        }

        read.Select(line => line.Reason).Should().Equal("one\ntwo", Record().Reason);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_line() => LogText.Read([0xff, 0x00, 0x7b, 0x80]).Should().BeNull();

    private static LogRecord Record() => new()
    {
        Key = new LogKey(42),
        Event = LogEvent.Finished,
        Job = new Job { Id = "film-1", Queue = "films", Run = 2, Attempt = 3, Interruptions = 4, SentAt = Noon.AddHours(-2) },
        Worker = "w",
        At = Noon,
        StartedAt = Noon.AddHours(-1),
        Outcome = "failed",
        Reason = "because",
        ExitCode = 5,
        Signal = 9,
        Result = "out",
    };
}
