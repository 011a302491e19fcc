using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What the event log knows a job by: the same for the sender's message and all its lease messages, another for every other job.</summary>
/// <param name="Hash">A hash of all that a lease message keeps and that another job is unlikely to share.</param>
[JsonConverter(typeof(Converter))]
internal readonly record struct EventLogKey(UInt128 Hash)
{
    /// <param name="queue">The queue that the job was sent to.</param>
    /// <param name="messageId">The job's id: the message's own, or the one given on first receipt, which the lease messages carry.</param>
    /// <param name="properties">The message's properties.</param>
    /// <param name="body">The message's body.</param>
    public static EventLogKey Of(string queue, string? messageId, IReadOnlyBasicProperties properties, ReadOnlySpan<byte> body)
    {
        var hash = new XxHash128();
        Append(hash, queue);
        Append(hash, MessageCopy.Clip(messageId) ?? "");
        Append(hash, properties.IsTimestampPresent() ? properties.Timestamp.UnixTime.ToString(CultureInfo.InvariantCulture) : "");
        Append(hash, properties.Headers?.TryGetValue(HaulbeatHeaders.FailedAt, out var failedAt) == true ? HeaderText.Of(failedAt) : "");
        hash.Append(body);
        return new EventLogKey(hash.GetCurrentHashAsUInt128());
    }

    public static EventLogKey? Parse(string? text) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) ? new EventLogKey(hash) : null;

    public override string ToString() => Hash.ToString("x32", CultureInfo.InvariantCulture);

    // With its length, so that no two texts run into one another.
    private static void Append(XxHash128 hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.Append(length);
        hash.Append(bytes);
    }

    internal sealed class Converter : JsonConverter<EventLogKey>
    {
        public override EventLogKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()) : null) ?? throw new JsonException();

        public override void Write(Utf8JsonWriter writer, EventLogKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
