using Haulbeat.Sqlite.Queries;
using Haulbeat.Sqlite.Receiving;
using Haulbeat.Sqlite.Storage;
using Haulbeat.Transports;

namespace Haulbeat.Sqlite;

/// <summary>The embedded queue: jobs in one SQLite file, used by any number of processes of one machine at once.</summary>
public sealed class SqliteTransport : ITransport
{
    private readonly Store store;
    private readonly ChangeWatch changes;
    private readonly TimeProvider time;

    private SqliteTransport(Store store, TimeProvider time)
    {
        (this.store, this.time) = (store, time);
        changes = new ChangeWatch(store.Path, time);
        Sender = new SqliteSender(store, changes, time);
        Monitor = new SqliteMonitor(store);
        Control = new SqliteControl();
        Diagnostics = new SqliteDiagnostics(store);
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
    public IJobSender Sender { get; }

    /// <inheritdoc/>
    public IJobMonitor Monitor { get; }

    /// <inheritdoc/>
    public IJobControl Control { get; }

    /// <inheritdoc/>
    public IDiagnostics Diagnostics { get; }

    /// <summary>Opens the queue file, and makes it and its folder where they are missing, readable by their owner alone.</summary>
    /// <param name="address"><c>file:PATH</c>, on a local disk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up waiting for others who are opening it.</param>
    /// <exception cref="TransportException">The address names no file, or no queue can be there (<see cref="TransportError.BadStore"/>).</exception>
    public static async Task<SqliteTransport> OpenAsync(string address, TimeProvider time, CancellationToken cancellationToken) =>
        new(await Store.OpenAsync(StoreFile.PathOf(address), cancellationToken).ConfigureAwait(false), time);

    /// <inheritdoc/>
    public async Task<IJobReceiver> OpenReceiverAsync(ReceiveOptions options, CancellationToken cancellationToken)
    {
        foreach (var queue in options.Queues)
        {
            Sending.RequireName(queue);
        }

        var number = await store.WriteAsync(session => Receivers.Enter(session, options, time.GetUtcNow())).WaitAsync(cancellationToken).ConfigureAwait(false);
        await store.WriteAsync(session => Pruning.Prune(session, time.GetUtcNow())).WaitAsync(cancellationToken).ConfigureAwait(false);
        var receiver = new SqliteReceiver(store, changes, options, number, time);
        receiver.Begin();
        return receiver;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        changes.Dispose();
        await store.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class SqliteControl : IJobControl;
}
