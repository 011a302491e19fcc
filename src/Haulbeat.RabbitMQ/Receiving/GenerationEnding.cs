namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A generation of deliveries has ended.</summary>
/// <param name="Generation">Which one.</param>
/// <param name="End">How.</param>
/// <param name="Words">The broker's words, if it ended it unasked and said why.</param>
internal sealed record GenerationEnding(Generation Generation, GenerationEnd End, string? Words);
