using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>A message as it came.</summary>
/// <param name="Generation">The channel it came on.</param>
/// <param name="Tag">Its delivery tag, which means nothing anywhere else.</param>
/// <param name="Properties">Its properties, headers with their AMQP types.</param>
/// <param name="Body">A copy of its body.</param>
internal sealed record Arrival(Generation Generation, ulong Tag, IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body);
