namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A session of deliveries has ended.</summary>
/// <param name="Session">Which one.</param>
/// <param name="End">How.</param>
/// <param name="Words">The broker's words, if it ended it unasked and said why.</param>
internal sealed record SessionEnding(ChannelSession Session, SessionEnd End, string? Words);
