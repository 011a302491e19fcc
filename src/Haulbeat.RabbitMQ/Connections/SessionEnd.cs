namespace Haulbeat.RabbitMQ.Connections;

/// <summary>How a channel session ended.</summary>
internal enum SessionEnd
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The broker hands its deliveries out again.</summary>
    Lost,

    /// <summary>The queue was deleted with its messages: nobody is handed them again.</summary>
    QueueGone,
}
