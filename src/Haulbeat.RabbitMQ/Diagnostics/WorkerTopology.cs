using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Diagnostics;

/// <summary>Everything that a worker of one queue needs on the broker. No clock, no I/O.</summary>
internal sealed class WorkerTopology(PlannedWorker worker)
{
    private static readonly EventLogStream Log = EventLogStream.Default;

    private readonly string leases = LeaseNames.LeaseQueue(worker.Name, worker.Lease);
    private readonly string requeued = LeaseNames.RequeuedQueue(worker.Queue);
    private readonly string dead = QueueName.Dead(worker.Queue);

    /// <summary>Durable, of the type topic.</summary>
    public IReadOnlyList<string> Exchanges { get; } = [LeaseNames.LeaseExchange, LeaseNames.RequeueExchange];

    /// <summary>Durable, by their names, with their arguments.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, object?>> Queues => new Dictionary<string, Dictionary<string, object?>>(StringComparer.Ordinal)
    {
        [worker.Queue] = QueueDeclarer.QuorumArguments(),
        [dead] = QueueDeclarer.OwnArguments([]),
        [requeued] = QueueDeclarer.OwnArguments(LeaseTopology.RequeuedArguments()),
        [leases] = QueueDeclarer.OwnArguments(LeaseTopology.LeaseArguments(worker.Lease)),
        [Log.Name] = Log.Arguments(),
    };

    /// <summary>Which key binds which queue to which exchange.</summary>
    public IReadOnlyList<(string Exchange, string Queue, string Key)> Bindings =>
    [
        (LeaseNames.LeaseExchange, leases, LeaseNames.AllOf(worker.Name, worker.Lease)),
        (LeaseNames.RequeueExchange, requeued, LeaseNames.Requeued(worker.Queue)),
    ];

    /// <summary>What the worker consumes from, and the dead-letter queue, which it only looks for.</summary>
    public IReadOnlyList<string> Read => [worker.Queue, requeued, leases, Log.Name, dead];
}
