namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>The names of what can happen to a job. Unknown ones, from a newer Haulbeat, change no job's state.</summary>
internal static class LogEvent
{
    public const string Sent = "sent";
    public const string Started = "started";
    public const string Leased = "leased";
    public const string Renewed = "renewed";
    public const string Checkpoint = "checkpoint";
    public const string Reattached = "reattached";
    public const string Requeued = "requeued";
    public const string Finished = "finished";
    public const string Dead = "dead";
    public const string Cancelled = "cancelled";
}
