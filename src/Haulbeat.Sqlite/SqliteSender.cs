using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>Puts jobs into the file.</summary>
internal sealed class SqliteSender(Store store, ChangeWatch changes, TimeProvider time) : IJobSender
{
    public Task SendAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken) => InsertAsync(job, declare, cancellationToken);

    public async Task<JobEnd> SendAndWaitAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        var number = await InsertAsync(job, declare, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var change = changes.Next;
            if (await store.ReadAsync(session => JobStates.End(session, number), cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }

            await changes.WaitAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<long> InsertAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        Sending.RequireFit(job);
        return store.WriteDurablyAsync(session =>
        {
            Sending.RequireQueue(session, job.Queue, declare, time.GetUtcNow());
            return Sending.Insert(session, job, time.GetUtcNow());
        }).WaitAsync(cancellationToken);
    }
}
