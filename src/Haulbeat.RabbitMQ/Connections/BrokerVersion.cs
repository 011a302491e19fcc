using System.Text;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>What the broker says it is. No clock, no I/O.</summary>
/// <param name="Product">Its name.</param>
/// <param name="Version">Its version, or null if it names none that can be read.</param>
internal sealed record BrokerVersion(string Product, Version? Version)
{
    private static readonly Version QuorumQueues = new(3, 8);
    private static readonly Version Streams = new(3, 9);
    private static readonly Version AckTimeoutCancels = new(4, 3);

    /// <summary>From 3.8 on.</summary>
    public bool HasQuorumQueues => Version is null || Version >= QuorumQueues;

    /// <summary>From 3.9 on: https://www.rabbitmq.com/docs/streams.</summary>
    public bool HasStreams => Version >= Streams;

    /// <summary>From 4.0 on, a quorum queue has a delivery limit of 20 unless it is given another: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling.</summary>
    public bool HasDefaultDeliveryLimit => Version is null || Version.Major >= 4;

    /// <summary>From 4.3 on, the broker also cancels a consumer whose ack is overdue, and redelivers its messages at once (measured on 4.3.6).</summary>
    public bool CancelsOnAckTimeout => Version is null || Version >= AckTimeoutCancels;

    public static BrokerVersion Read(IDictionary<string, object?>? properties)
    {
        var numbers = new string([.. Text(properties, "version").TakeWhile(sign => char.IsAsciiDigit(sign) || sign == '.')]).TrimEnd('.');
        return new BrokerVersion(Text(properties, "product"), System.Version.TryParse(numbers, out var version) ? version : null);
    }

    private static string Text(IDictionary<string, object?>? properties, string name) =>
        properties?.TryGetValue(name, out var value) == true && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "";
}
