namespace Haulbeat.RabbitMQ.Connections;

/// <summary>A channel session has ended.</summary>
/// <param name="Session">Which one.</param>
/// <param name="End">How.</param>
/// <param name="Words">Why, in the broker's words, if the broker ended it unasked.</param>
internal sealed record SessionEnding(ChannelSession Session, SessionEnd End, string? Words);
