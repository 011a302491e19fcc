namespace Haulbeat.RabbitMQ.Connections;

/// <summary>What a delivery is acknowledged by. Means nothing outside its channel session.</summary>
/// <param name="Session">The channel session.</param>
/// <param name="Number">The number within it.</param>
internal readonly record struct DeliveryTag(long Session, ulong Number);
