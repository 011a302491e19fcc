using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>A message that is delivered to us and not acknowledged.</summary>
/// <param name="Number">Which one.</param>
/// <param name="Tag">What it is acknowledged by.</param>
internal readonly record struct LeaseDelivery(LeaseVersion Number, DeliveryTag Tag);
