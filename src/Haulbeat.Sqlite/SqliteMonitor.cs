using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>Reads what the file holds.</summary>
internal sealed class SqliteMonitor(Store store) : IJobMonitor
{
    public Task<QueueState?> FindQueueAsync(string queue, CancellationToken cancellationToken) =>
        store.ReadAsync(session => QueueStates.Find(session, queue), cancellationToken);

    public Task<IReadOnlyList<QueueState>> ListQueuesAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(QueueStates.List, cancellationToken);

    public Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken) =>
        store.ReadAsync(session => JobStates.Find(session, job), cancellationToken);

    public Task<JobPage> ListJobsAsync(JobFilter filter, CancellationToken cancellationToken) =>
        store.ReadAsync(session => JobStates.List(session, filter), cancellationToken);
}
