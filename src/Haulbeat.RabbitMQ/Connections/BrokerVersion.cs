using System.Text;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>What the broker says it is, and what that means. No clock, no I/O.</summary>
internal sealed record BrokerVersion(string Product, Version? Version)
{
    private static readonly Version Quorum = new(3, 8);
    private static readonly Version AckTimeoutCancels = new(4, 3);
    private static readonly Version Streams = new(3, 9);

    /// <summary>From here on a quorum queue has a delivery limit of 20 unless it is given another one.</summary>
    public bool HasDefaultDeliveryLimit => Version is null || Version.Major >= 4;

    /// <summary>From here on the broker also cancels a consumer whose ack is overdue, and hands its deliveries out again at once.</summary>
    public bool CancelsOnAckTimeout => Version is null || Version >= AckTimeoutCancels;

    public static BrokerVersion Read(IDictionary<string, object?>? properties)
    {
        var numbers = new string([.. Text(properties, "version").TakeWhile(sign => char.IsAsciiDigit(sign) || sign == '.')]).TrimEnd('.');
        return new BrokerVersion(Text(properties, "product"), System.Version.TryParse(numbers, out var version) ? version : null);
    }

    public Check Judge() => this switch
    {
        { Product: not "RabbitMQ" } => new("version", CheckVerdict.Warning, $"The broker calls itself '{Product}'. Haulbeat is tested with RabbitMQ alone."),
        { Version: null } => new("version", CheckVerdict.Warning, "RabbitMQ does not say its version."),
        _ when Version < Quorum => new("version", CheckVerdict.Bad, $"RabbitMQ {Version} has no quorum queues. Upgrade to 3.10 or later."),
        _ => new("version", CheckVerdict.Good, $"RabbitMQ {Version}."),
    };

    public Check JudgeStreams() => Version >= Streams
        ? new("streams", CheckVerdict.Good, $"RabbitMQ {Version} has streams over AMQP; no plugin is needed.")
        : new("streams", CheckVerdict.Warning, "The broker may have no streams (RabbitMQ has them from 3.9 on): there would be no history of jobs on it.");

    private static string Text(IDictionary<string, object?>? properties, string name) =>
        properties?.TryGetValue(name, out var value) == true && value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "";
}
