namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The events that Haulbeat writes to the event log. Others, from a newer version, change no job's state.</summary>
internal static class EventName
{
    public const string Sent = "sent";
    public const string Leased = "leased";
    public const string Renewed = "renewed";
    public const string Requeued = "requeued";
    public const string Finished = "finished";
    public const string Dead = "dead";
}
