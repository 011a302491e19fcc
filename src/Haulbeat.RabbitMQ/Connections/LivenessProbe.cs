using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>The broker answered on the connection.</summary>
/// <param name="AskedAt">The clock just before it was asked.</param>
/// <param name="Until">Until when it hands nobody else what it delivered there.</param>
internal readonly record struct LivenessProbe(BootInstant AskedAt, BootInstant Until);
