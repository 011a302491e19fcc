using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Sending;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

public sealed class TellingJobsApartInTheEventLog
{
    private static readonly BasicProperties Message = new() { MessageId = "film-1", Timestamp = new AmqpTimestamp(1_700_000_000), Headers = new Dictionary<string, object?> { ["haulbeat-failed-at"] = "noon"u8.ToArray() } };

    [Fact]
    public void A_copy_has_the_key_of_its_original()
    {
        var copy = MessageCopy.Of(Message);
        copy.Headers!["haulbeat-run"] = 3;
        copy.Expiration = "1000";
        KeyOf(copy).Should().Be(KeyOf(Message));
    }

    [Fact]
    public void A_message_without_an_id_has_the_key_of_the_copy_that_carries_the_one_it_was_given() =>
        EventLogKey.Of("films", "given", new BasicProperties(), [1]).Should().Be(EventLogKey.Of("films", "given", new BasicProperties { MessageId = "given" }, [1]));

    [Fact]
    public void Everything_that_makes_another_job_makes_another_key()
    {
        var keys = new[]
        {
            KeyOf(Message),
            EventLogKey.Of("film", "film-1", Message, "a.mkv"u8),
            EventLogKey.Of("films", "film-2", Message, "a.mkv"u8),
            EventLogKey.Of("films", null, Message, "a.mkv"u8),
            EventLogKey.Of("films", "film-1", Message, "b.mkv"u8),
            KeyOf(new BasicProperties(Message) { Timestamp = new AmqpTimestamp(1_700_000_001) }),
            KeyOf(new BasicProperties { Headers = Message.Headers }),
            KeyOf(new BasicProperties(Message) { Headers = null }),
            KeyOf(new BasicProperties(Message) { Headers = new Dictionary<string, object?> { ["haulbeat-failed-at"] = "one o'clock"u8.ToArray() } }),
        };
        keys.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Texts_do_not_run_into_one_another() =>
        EventLogKey.Of("films", "1", new BasicProperties(), []).Should().NotBe(EventLogKey.Of("film", "s1", new BasicProperties(), []));

    [Fact]
    public void It_stays_what_it_is_from_version_to_version() =>
        KeyOf(Message).ToString().Should().Be("56cfed35b8d07a5c2b76e28de6ee06a0");

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("100000000000000000000000000000000")]
    public void Anything_else_is_no_key(string text) => EventLogKey.Parse(text).Should().BeNull();

    private static EventLogKey KeyOf(BasicProperties properties) => EventLogKey.Of("films", "film-1", properties, "a.mkv"u8);
}
