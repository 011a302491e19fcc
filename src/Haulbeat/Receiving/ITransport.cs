namespace Haulbeat.Receiving;

/// <summary>Where jobs come from and go to: RabbitMQ, or the embedded queue. Safe for concurrent use.</summary>
/// <remarks>Every member throws <see cref="TransportException"/> for what the broker or the file refuses.</remarks>
public interface ITransport : IAsyncDisposable
{
    /// <summary>The transport's address without any password, for people's eyes.</summary>
    string Address { get; }

    /// <summary>Stores the job; once this returns, the job survives any crash (G1).</summary>
    /// <param name="job">The job to send.</param>
    /// <param name="declare">Whether a missing queue is made, and as what.</param>
    /// <param name="cancellationToken">Gives up waiting; the job may have been stored nonetheless.</param>
    Task SendAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken);

    /// <summary>Sends the job as <see cref="SendAsync"/> does and waits until it ended.</summary>
    /// <returns>How it ended, with its result.</returns>
    Task<JobEnd> SendAndWaitAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken);

    /// <summary>Begins to receive from the queues. Returns once they exist and can be consumed from, dead-letter queue included.</summary>
    /// <remarks>After the first success the receiver reconnects by itself, for ever, and reports each change once.</remarks>
    Task<IReceiver> ReceiveAsync(ReceiveOptions options, CancellationToken cancellationToken);

    /// <summary>What the transport knows of the queue, or null if it does not exist.</summary>
    Task<QueueState?> FindQueueAsync(string queue, CancellationToken cancellationToken);

    /// <summary>All queues the transport can list. RabbitMQ cannot list queues over AMQP and returns none.</summary>
    Task<IReadOnlyList<QueueState>> ListQueuesAsync(CancellationToken cancellationToken);

    /// <summary>What the transport knows of the job, or null. RabbitMQ cannot look into its queues and tells what its log holds.</summary>
    Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken);

    /// <summary>Examines the broker or the file for what the guarantees rest on.</summary>
    /// <param name="worker">Whose queue is examined, too, and what it needs; null for the broker alone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<Finding> ExamineAsync(PlannedWorker? worker, CancellationToken cancellationToken);
}
