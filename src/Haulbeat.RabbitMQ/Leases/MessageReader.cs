using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Reads a job from a message, whoever wrote it and whatever is missing. No clock, no I/O.</summary>
internal static class MessageReader
{
    /// <param name="queue">The queue it came from.</param>
    /// <param name="properties">The message's properties.</param>
    /// <param name="body">The message's body.</param>
    /// <param name="newId">Gives the id of a message that has none. A redelivered one gets another id: nothing in it would tell it from its likes.</param>
    public static Job Read(string queue, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, Func<string> newId) => new()
    {
        Id = properties.MessageId is { Length: > 0 } id ? id : newId(),
        Queue = queue,
        Body = body,
        ContentType = properties.ContentType,
        Headers = ReadHeaders(properties.Headers),
        Priority = properties.IsPriorityPresent() ? properties.Priority : null,
        ReplyTo = properties.ReplyTo is { Length: > 0 } replyTo ? replyTo : null,
        CorrelationId = properties.CorrelationId,
        TraceParent = properties.Headers?.TryGetValue(BrokerHeaders.TraceParent, out var trace) == true ? HeaderText.Of(trace) : null,
        SentAt = properties.IsTimestampPresent() ? HeaderText.Timestamp(properties.Timestamp) : null,
    };

    private static Dictionary<string, string> ReadHeaders(IDictionary<string, object?>? headers)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers ?? new Dictionary<string, object?>())
        {
            if (!BrokerHeaders.Includes(name) && !HaulbeatHeaders.IsOfLease(name) && name != BrokerHeaders.TraceParent)
            {
                texts[name] = HeaderText.Of(value);
            }
        }

        return texts;
    }
}
