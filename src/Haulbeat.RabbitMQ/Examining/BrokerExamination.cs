using System.Runtime.CompilerServices;
using Haulbeat.RabbitMQ.Connection;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Receiving;

namespace Haulbeat.RabbitMQ.Examining;

internal sealed class BrokerExamination(Publisher publisher, Connector connector)
{
    public async IAsyncEnumerable<Finding> RunAsync(string? queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        _ = (publisher, connector, queue);
        yield break;
    }
}
