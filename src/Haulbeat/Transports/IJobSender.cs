using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>Sends jobs. Safe for concurrent use.</summary>
public interface IJobSender
{
    /// <summary>Stores the job. Once this returns, the job survives any crash (G1).</summary>
    /// <param name="job">The job to send.</param>
    /// <param name="declare">Whether to make a missing queue, and as what.</param>
    /// <param name="cancellationToken">Stops waiting; the job may have been stored nonetheless.</param>
    /// <exception cref="TransportException">The transport refused the job.</exception>
    Task SendAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken);

    /// <summary>Sends the job as <see cref="SendAsync"/> does, and waits until it has ended.</summary>
    /// <returns>How it ended, with its result.</returns>
    /// <exception cref="TransportException">The transport refused the job, or the connection that waits for the answer is lost.</exception>
    Task<JobEnd> SendAndWaitAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken);
}
