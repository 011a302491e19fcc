using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.RabbitMQ.Leases;
using Haulbeat.Transports;

namespace Haulbeat.RabbitMQ.Topology;

/// <summary>All that a worker of one queue needs on the broker. No clock, no I/O.</summary>
internal sealed class WorkerTopology(PlannedWorker worker)
{
    private static readonly LogStream Log = LogStream.Default;

    private readonly string leasedJob = LeaseNames.LeaseQueue(worker.Name, worker.Lease);
    private readonly string returned = LeaseNames.RequeuedQueue(worker.Queue);
    private readonly string dead = QueueName.Dead(worker.Queue);

    /// <summary>Durable, of the type topic.</summary>
    public IReadOnlyList<string> Exchanges { get; } = [LeaseNames.LeaseExchange, LeaseNames.RequeueExchange];

    /// <summary>Durable, by their names, with their arguments.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, object?>> Queues => new Dictionary<string, Dictionary<string, object?>>(StringComparer.Ordinal)
    {
        [worker.Queue] = QueueDeclarer.QuorumArguments(),
        [dead] = QueueDeclarer.OwnArguments([]),
        [returned] = QueueDeclarer.OwnArguments(LeaseTopology.RequeuedArguments()),
        [leasedJob] = QueueDeclarer.OwnArguments(LeaseTopology.LeaseArguments(worker.Lease)),
        [Log.Name] = Log.Arguments(),
    };

    /// <summary>Which queue hears of what in which exchange.</summary>
    public IReadOnlyList<(string Exchange, string Queue, string Key)> Bindings =>
    [
        (LeaseNames.LeaseExchange, leasedJob, LeaseNames.AllOf(worker.Name, worker.Lease)),
        (LeaseNames.RequeueExchange, returned, LeaseNames.Requeued(worker.Queue)),
    ];

    /// <summary>What the worker takes messages from, and the dead letters, which it only looks for.</summary>
    public IReadOnlyList<string> Read => [worker.Queue, returned, leasedJob, Log.Name, dead];
}
