namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>How a session of deliveries ended.</summary>
internal enum SessionEnd
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The broker hands its deliveries out again.</summary>
    Lost,

    /// <summary>The queue was deleted with its messages: nobody is handed them again.</summary>
    QueueGone,
}
