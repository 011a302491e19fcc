using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;

namespace Haulbeat.RabbitMQ.Leases;

/// <summary>A message of a job that is delivered to this worker and not acknowledged.</summary>
/// <param name="Version">Which one.</param>
/// <param name="Tag">What it is acknowledged by.</param>
internal sealed record LeaseDelivery(LeaseVersion Version, DeliveryTag Tag);
