using System.Text;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Copies a message's properties to publish it again: what is the sender's stays as it was, what the broker or a lease added goes. No clock, no I/O.</summary>
internal static class MessageCopy
{
    /// <remarks>
    /// The broker checks a user id against the login (https://www.rabbitmq.com/docs/validated-user-id), and discards a message when its expiration
    /// is over (https://www.rabbitmq.com/docs/ttl#per-message-ttl-in-publishers).
    /// </remarks>
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
        .Where(header => !BrokerHeaders.Includes(header.Key) && !HaulbeatHeaders.IsOfLease(header.Key) && JobLimits.IsShort(header.Key))
        .ToDictionary(StringComparer.Ordinal) ?? [];

    // The client reads bytes that are no UTF-8 as U+FFFD, which takes three bytes: a foreign text of 255 bytes may not fit any more.
    public static string? Clip(string? text)
    {
        while (text is not null && !JobLimits.IsShort(text))
        {
            text = text[..^1];
        }

        return text;
    }
}
