using System.Text;

namespace Haulbeat.Jobs;

/// <summary>The limits of names and sizes that hold on every transport. No clock, no I/O.</summary>
public static class JobLimits
{
    /// <summary>The most bytes of a queue's name. AMQP allows 255, and a transport derives longer names from it: <c>haulbeat.requeued.</c>, the longest prefix, takes 18.</summary>
    public const int LongestQueueName = LongestText - 18;

    /// <summary>The most bytes of a job's id, content type, reply queue, correlation id and header names: those of an AMQP short string.</summary>
    /// <remarks>https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf, section 4.2.5.3</remarks>
    public const int LongestText = 255;

    /// <summary>The most bytes of a checkpoint: it travels in the message's headers, which must fit into one frame with the rest.</summary>
    public const int LargestCheckpoint = 64 << 10;

    /// <summary>The most bytes of a result: with its envelope it must fit into the 16 MiB that a broker takes from RabbitMQ 4.0 on.</summary>
    /// <remarks>https://www.rabbitmq.com/docs/configure#config-items, <c>max_message_size</c></remarks>
    public const int LargestResult = 15 << 20;

    /// <summary>How soon after one checkpoint the next is saved. Of those in between, the newest counts.</summary>
    public static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);

    /// <summary>Whether the text fits <see cref="LongestText"/>.</summary>
    public static bool IsShort(string text) => Encoding.UTF8.GetByteCount(text) <= LongestText;

    /// <summary>Why no transport takes a queue of this name, or null if each does.</summary>
    public static string? ExplainQueueName(string name) => Encoding.UTF8.GetByteCount(name) is var length and (0 or > LongestQueueName)
        ? $"The queue name has {length} bytes; it must have 1 to {LongestQueueName}."
        : name.Any(char.IsControl) ? "The queue name holds control characters." : null;
}
