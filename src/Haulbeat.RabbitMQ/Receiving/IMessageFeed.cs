namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>Brings messages into an inbox.</summary>
internal interface IMessageFeed
{
    /// <summary>Whether as many messages as the inbox wants have been asked for already.</summary>
    bool HasAskedForAll { get; }

    /// <summary>Asks for as many messages as the inbox wants now.</summary>
    /// <param name="shrinks">Whether to ask for fewer, if more are asked for than are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task FillAsync(bool shrinks, CancellationToken cancellationToken);
}
