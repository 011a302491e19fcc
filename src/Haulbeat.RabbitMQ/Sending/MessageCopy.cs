using System.Text;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Copies a message's properties for publishing it again: what is the sender's stays as it was, what is the broker's or a copy's goes. No clock, no I/O.</summary>
internal static class MessageCopy
{
    private const int LongestShortText = 255;

    /// <remarks>A kept user id would be checked against our login, a kept expiration would let the copy vanish.</remarks>
    public static BasicProperties Of(IReadOnlyBasicProperties original) => new(original)
    {
        Persistent = true,
        Headers = SendersHeaders(original.Headers),
        UserId = null,
        Expiration = null,
        ContentType = Clip(original.ContentType),
        ContentEncoding = Clip(original.ContentEncoding),
        CorrelationId = Clip(original.CorrelationId),
        ReplyTo = Clip(original.ReplyTo),
        MessageId = Clip(original.MessageId),
        Type = Clip(original.Type),
        AppId = Clip(original.AppId),
        ClusterId = null,
    };

    private static Dictionary<string, object?> SendersHeaders(IDictionary<string, object?>? headers) => headers?
        .Where(header => !BrokerHeaders.Includes(header.Key) && !HaulbeatHeaders.IsOfLease(header.Key) && Encoding.UTF8.GetByteCount(header.Key) <= LongestShortText)
        .ToDictionary(StringComparer.Ordinal) ?? [];

    // Bytes that are no UTF-8 were read as U+FFFD, which takes three: a foreign text of 255 bytes may not fit any more.
    public static string? Clip(string? text)
    {
        while (text is not null && Encoding.UTF8.GetByteCount(text) > LongestShortText)
        {
            text = text[..^1];
        }

        return text;
    }
}
