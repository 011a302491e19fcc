using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Control;

/// <summary>Orders to the workers of a broker. There are none yet.</summary>
internal sealed class RabbitMQControl : IJobControl;
