using Haulbeat.RabbitMQ.Receiving;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>What a message is acknowledged by. Means nothing outside its session: all that one channel delivered.</summary>
/// <param name="Session">The session.</param>
/// <param name="Number">The number within it.</param>
internal readonly record struct DeliveryTag(long Session, ulong Number);
