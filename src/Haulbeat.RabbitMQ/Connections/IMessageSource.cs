namespace Haulbeat.RabbitMQ.Connections;

/// <summary>What delivered a message, and requeues it.</summary>
internal interface IMessageSource
{
    /// <summary>Acknowledges a message whose job goes on: another message stands for it. No new message may come in exchange, because the job's slot stays taken.</summary>
    /// <returns>False if the channel session has ended.</returns>
    Task<bool> AckReplacedAsync(ReceivedMessage received);

    /// <summary>Requeues the message.</summary>
    /// <returns>False if the channel session has ended.</returns>
    Task<bool> RequeueAsync(ReceivedMessage received);
}
