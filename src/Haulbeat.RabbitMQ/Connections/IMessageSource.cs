namespace Haulbeat.RabbitMQ.Connections;

/// <summary>What delivered a message, and takes it back.</summary>
internal interface IMessageSource
{
    /// <summary>Acknowledges a message whose job goes on: another message stands for it. No new message may come in exchange, because the job's slot stays taken.</summary>
    /// <returns>False if the channel session has ended.</returns>
    Task<bool> AckReplacedAsync(ReceivedMessage received);

    /// <summary>Gives the message back for another delivery.</summary>
    /// <returns>False if the channel session has ended.</returns>
    Task<bool> RequeueAsync(ReceivedMessage received);
}
