namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Where the next message comes from.</summary>
internal interface IFeed
{
    /// <summary>Waits for the next message, or until something else has changed: then null. Called only while a slot is free.</summary>
    Task<ReceivedMessage?> NextAsync(CancellationToken cancellationToken);
}
