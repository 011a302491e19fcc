using System.Text;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Sending;

/// <summary>Writes a job as a message that any AMQP client can read. No clock, no I/O.</summary>
internal static class MessageWriter
{
    /// <param name="job">The job.</param>
    /// <param name="frameMax">The largest frame that the broker takes. A message's properties must fit into one.</param>
    /// <exception cref="TransportException">The job does not fit into a message.</exception>
    public static BasicProperties Write(Job job, uint frameMax)
    {
        var properties = new BasicProperties { Persistent = true, MessageId = Short(job.Id, "id"), Headers = WriteHeaders(job, frameMax) };
        properties.ContentType = Short(job.ContentType, "content type");
        properties.ReplyTo = Short(job.ReplyTo, "reply queue");
        properties.CorrelationId = Short(job.CorrelationId, "correlation id");
        if (job.Priority is { } priority)
        {
            properties.Priority = priority;
        }

        if (job.SentAt is { } sentAt)
        {
            properties.Timestamp = new AmqpTimestamp(sentAt.ToUnixTimeSeconds());
        }

        return properties;
    }

    private static Dictionary<string, object?> WriteHeaders(Job job, uint frameMax)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in job.Headers)
        {
            headers[Short(name, "header name")!] = BrokerHeaders.Includes(name)
                ? throw Refused($"its header '{name}' belongs to the broker; choose another name")
                : Encoding.UTF8.GetBytes(value);
        }

        if (job.TraceParent is { } trace)
        {
            headers[BrokerHeaders.TraceParent] = Encoding.UTF8.GetBytes(trace);
        }

        var size = HeaderSize.Of(headers);
        return size <= HeaderSize.Room(frameMax) ? headers : throw Refused($"its headers take {size} bytes, and the broker takes {HeaderSize.Room(frameMax)}; put the data into the body");
    }

    private static string? Short(string? text, string what) => text is null || JobLimits.IsShort(text)
        ? text
        : throw Refused($"its {what} is longer than {JobLimits.LongestText} bytes");

    private static TransportException Refused(string why) => new(TransportError.MessageRefused, $"The job cannot be sent: {why}.");
}
