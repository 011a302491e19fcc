using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.RabbitMQ.Topology;
using Haulbeat.Transports;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.EventLog;

/// <summary>What a broker and its event log say of queues and jobs.</summary>
/// <remarks>
/// RabbitMQ neither lists queues nor looks into them over AMQP. The event log knows the jobs that were sent while it existed and those that were leased, requeued or settled;
/// of those that run, it knows the leased ones. Every call but <see cref="FindQueueAsync"/> reads all of the log, however long that takes.
/// </remarks>
internal sealed class RabbitMQMonitor(Publisher publisher, JobEventLog log, TimeProvider time) : IJobMonitor
{
    // Whoever asks for one queue does not wait longer for the number of its running jobs.
    private static readonly TimeSpan LongestScan = TimeSpan.FromSeconds(3);

    private readonly QueueDeclarer declarer = new(publisher.Address);

    public async Task<QueueState?> FindQueueAsync(string queue, CancellationToken cancellationToken)
    {
        QueueName.Check(queue);
        var connection = await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await FindAsync(connection, queue, null, cancellationToken).ConfigureAwait(false) is { } found
            ? found with { Running = await CountRunningSoonAsync(queue, cancellationToken).ConfigureAwait(false) }
            : null;
    }

    public async Task<IReadOnlyList<QueueState>> ListQueuesAsync(CancellationToken cancellationToken)
    {
        if (await log.ScanAsync(null, cancellationToken).ConfigureAwait(false) is not { } projection)
        {
            return [];
        }

        var connection = await publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var queues = new List<QueueState>();
        foreach (var (queue, running) in projection.CountRunning().OrderBy(queue => queue.Key, StringComparer.Ordinal))
        {
            if (await TryFindAsync(connection, queue, running, cancellationToken).ConfigureAwait(false) is { } found)
            {
                queues.Add(found);
            }
        }

        return queues;
    }

    public async Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken) => (await log.ScanAsync(job, cancellationToken).ConfigureAwait(false))?.Newest;

    public async Task<JobPage> ListJobsAsync(JobFilter filter, CancellationToken cancellationToken) =>
        (await log.ScanAsync(null, cancellationToken).ConfigureAwait(false))?.List(filter) ?? new JobPage([], null);

    private async Task<QueueState?> FindAsync(IConnection connection, string queue, long? running, CancellationToken cancellationToken)
    {
        var dead = await declarer.FindAsync(connection, QueueName.Dead(queue), cancellationToken).ConfigureAwait(false);
        return await declarer.FindAsync(connection, queue, cancellationToken).ConfigureAwait(false) is { } found
            ? new QueueState(queue, found.MessageCount, running, dead?.MessageCount, found.ConsumerCount)
            : null;
    }

    // Anyone may write any name to the log. A queue may belong to another connection, or not answer because its node is down: the others are listed nonetheless.
    private async Task<QueueState?> TryFindAsync(IConnection connection, string queue, long running, CancellationToken cancellationToken)
    {
        try
        {
            return JobLimits.ExplainQueueName(queue) is null ? await FindAsync(connection, queue, running, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (TransportException) when (connection.IsOpen)
        {
            return null;
        }
    }

    private async Task<long?> CountRunningSoonAsync(string queue, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestScan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return (await log.ScanAsync(null, either.Token).ConfigureAwait(false))?.CountRunning().GetValueOrDefault(queue);
        }
        catch (Exception exception) when (exception is TransportException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
