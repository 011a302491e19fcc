using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>A message that only says: whoever reads this has read all that was in the log before.</summary>
internal static class LogMark
{
    public const string Type = "haulbeat-mark";

    public static string NewId() => Guid.NewGuid().ToString("N");

    public static BasicProperties Write(string id) => new() { Type = Type, MessageId = id };
}
