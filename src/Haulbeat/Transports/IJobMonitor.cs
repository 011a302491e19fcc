using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>Reads states and history of queues and jobs. Changes nothing. Safe for concurrent use.</summary>
public interface IJobMonitor
{
    /// <summary>What the transport knows of the queue, or null if it does not exist.</summary>
    /// <exception cref="TransportException">The transport can't be asked.</exception>
    Task<QueueState?> FindQueueAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Every queue that the transport knows. RabbitMQ does not list queues over AMQP: there, the queues that its event log names.</summary>
    /// <exception cref="TransportException">The transport can't be asked.</exception>
    Task<IReadOnlyList<QueueState>> ListQueuesAsync(CancellationToken cancellationToken);

    /// <summary>What the transport knows of the job, history included, or null. RabbitMQ can't look into its queues: there, what the event log says.</summary>
    /// <exception cref="TransportException">The transport can't be asked.</exception>
    Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken);

    /// <summary>The jobs that the transport knows and the filter lets through, newest first, page by page. Their history and their results are left out.</summary>
    /// <exception cref="TransportException">The transport can't be asked.</exception>
    Task<JobPage> ListJobsAsync(JobFilter filter, CancellationToken cancellationToken);
}
