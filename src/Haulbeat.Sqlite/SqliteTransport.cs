using System.Runtime.CompilerServices;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>The embedded queue: jobs in one SQLite file, used by any number of processes of one machine at once.</summary>
public sealed class SqliteTransport : ITransport, IJobSender, IJobMonitor, IJobControl, IDiagnostics
{
    private readonly Store store;
    private readonly ChangeWatch changes;
    private readonly TimeProvider time;

    private SqliteTransport(Store store, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        changes = new ChangeWatch(store.Path, time);
    }

    /// <summary>The file used where none is named: <c>$XDG_STATE_HOME/haulbeat/haulbeat.db</c>, else under <c>~/.local/state</c>.</summary>
    public static string DefaultAddress
    {
        get
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            return $"file:{(string.IsNullOrEmpty(state) ? home + "/.local/state" : state)}/haulbeat/haulbeat.db";
        }
    }

    /// <inheritdoc/>
    public string Address => "file:" + store.Path;

    /// <inheritdoc/>
    public IJobSender Sender => this;

    /// <inheritdoc/>
    public IJobMonitor Monitor => this;

    /// <inheritdoc/>
    public IJobControl Control => this;

    /// <inheritdoc/>
    public IDiagnostics Diagnostics => this;

    /// <inheritdoc/>
    public Task<JobPage> ListJobsAsync(JobFilter filter, CancellationToken cancellationToken) => Task.FromResult(new JobPage([], null));

    /// <summary>Opens the queue file, and makes it and its folder where they are missing, readable by their owner alone.</summary>
    /// <param name="address"><c>file:PATH</c>, on a local disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up waiting for others who are opening it.</param>
    /// <exception cref="TransportException">The address names no file, or no queue can be there (<see cref="TransportError.BadStore"/>).</exception>
    public static async Task<SqliteTransport> OpenAsync(string address, TimeProvider time, CancellationToken cancellationToken) =>
        new(await Store.OpenAsync(StoreFile.PathOf(address), cancellationToken), time);

    /// <inheritdoc/>
    public Task SendAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken) =>
        InsertAsync(job, declare, cancellationToken);

    /// <inheritdoc/>
    public async Task<JobEnd> SendAndWaitAsync(Job job, QueueDeclaration declare, CancellationToken cancellationToken)
    {
        var number = await InsertAsync(job, declare, cancellationToken);
        while (true)
        {
            var change = changes.Next;
            if (await store.ReadAsync(session => Looking.End(session, number), cancellationToken) is { } end)
            {
                return end;
            }

            await changes.WaitAsync(change, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IJobReceiver> OpenReceiverAsync(ReceiveOptions options, CancellationToken cancellationToken)
    {
        foreach (var queue in options.Queues)
        {
            Sending.RequireName(queue);
        }

        var number = await store.WriteAsync(session => Leasing.Enter(session, options, time.GetUtcNow())).WaitAsync(cancellationToken);
        await store.WriteAsync(session => Pruning.Prune(session, time.GetUtcNow())).WaitAsync(cancellationToken);
        var receiver = new SqliteReceiver(store, changes, options, number, time);
        receiver.Begin();
        return receiver;
    }

    /// <inheritdoc/>
    public Task<QueueState?> FindQueueAsync(string queue, CancellationToken cancellationToken) =>
        store.ReadAsync(session => Looking.Queue(session, queue), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueueState>> ListQueuesAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(Looking.Queues, cancellationToken);

    /// <inheritdoc/>
    public Task<JobState?> FindJobAsync(string job, CancellationToken cancellationToken) =>
        store.ReadAsync(session => Looking.Job(session, job), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Check> ExamineAsync(PlannedWorker? worker, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var check in await store.ReadAsync(session => Examination.Examine(session, store.Path, worker?.Queue), cancellationToken))
        {
            yield return check;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        changes.Dispose();
        await store.DisposeAsync();
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
