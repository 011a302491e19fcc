using Haulbeat.Jobs;
using RabbitMQ.Client;

namespace Haulbeat.RabbitMQ.Connections;

/// <summary>The connection that jobs are received and acknowledged on; opened again, forever, when it is lost.</summary>
/// <remarks>Nothing is published on it: an alarm of the broker blocks publishing connections, and acks and probes with them.</remarks>
internal sealed class ConsumingConnection : IAsyncDisposable
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    private readonly Connector connector;
    private readonly IReporter reporter;
    private readonly CancellationTokenSource disposed = new();
    private volatile Task<IConnection> current = Task.FromException<IConnection>(new InvalidOperationException("not open yet"));
    private volatile IChannel? probes;
    private long safeUntil;
    private long heartbeat;

    private ConsumingConnection(Connector connector, IReporter reporter)
    {
        this.connector = connector;
        this.reporter = reporter;
    }

    /// <summary>Raised when the connection is lost, and everything that was delivered on it, before another one is opened.</summary>
    public event EventHandler? Lost;

    public BrokerAddress Address => connector.Address;

    public TimeProvider Time => connector.Time;

    /// <summary>How often to probe the connection.</summary>
    public TimeSpan ProbeEvery => SilenceLimit.ProbeEvery(Heartbeat);

    /// <summary>The heartbeat that both sides agreed on.</summary>
    public TimeSpan Heartbeat => new(Volatile.Read(ref heartbeat));

    /// <summary>Until when the broker keeps what it delivered, by the newest liveness probe.</summary>
    public BootInstant SafeUntil => new(Volatile.Read(ref safeUntil));

    public static async Task<ConsumingConnection> OpenAsync(Connector connector, IReporter reporter, CancellationToken cancellationToken)
    {
        var consuming = new ConsumingConnection(connector, reporter);
        consuming.current = Task.FromResult(consuming.Watch(await connector.OpenAsync("receiving", cancellationToken).ConfigureAwait(false)));
        await consuming.ProbeAsync(cancellationToken).ConfigureAwait(false);
        return consuming;
    }

    /// <summary>The open connection, once there is one.</summary>
    public Task<IConnection> GetAsync(CancellationToken cancellationToken) => current.WaitAsync(cancellationToken);

    /// <summary>Asks the broker for something that changes nothing: its answer proves that it read from this connection after we looked at the clock.</summary>
    public async Task<LivenessProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        var connection = await GetAsync(cancellationToken).ConfigureAwait(false);
        var asked = BootClock.Now;
        try
        {
            // The client holds on to a channel that it cannot open, cancelled or not.
            await AskAsync(connection).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (BrokerRefusal.IsClosing(exception, cancellationToken))
        {
            // The answer may still come, and would be taken for the next one.
            probes = null;
            throw BrokerRefusal.Explain(exception, "prove that it still knows this connection", Address, "none");
        }

        var until = asked + SilenceLimit.Of(connection.Heartbeat);
        Volatile.Write(ref safeUntil, until.Nanoseconds);
        return new LivenessProbe(asked, until);
    }

    public async ValueTask DisposeAsync()
    {
        await disposed.CancelAsync().ConfigureAwait(false);
        if (current is { IsCompletedSuccessfully: true } open)
        {
            // The broker does not close a channel that waits for a queue without a leader.
            await Task.WhenAny(Connector.DisposeOfAsync(await open.ConfigureAwait(false)), Task.Delay(LongestGoodbye, Time)).ConfigureAwait(false);
        }
    }

    // A channel of its own: the other channels may wait for a queue whose leader is being elected.
    private async Task AskAsync(IConnection connection)
    {
        if (probes is not { IsOpen: true } channel)
        {
            probes = channel = await connection.CreateChannelAsync().ConfigureAwait(false);
        }

        await channel.BasicQosAsync(0, 1, global: false).ConfigureAwait(false);
    }

    private IConnection Watch(IConnection connection)
    {
        var reported = 0;
        Volatile.Write(ref heartbeat, connection.Heartbeat.Ticks);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            ReportOnce();
            return Task.CompletedTask;
        };

        // It may have gone before the handler was added.
        if (!connection.IsOpen)
        {
            ReportOnce();
        }

        return connection;

        void ReportOnce()
        {
            if (Interlocked.Exchange(ref reported, 1) == 0)
            {
                OnLost(connection);
            }
        }
    }

    private void OnLost(IConnection connection)
    {
        if (!disposed.IsCancellationRequested)
        {
            Lost?.Invoke(this, EventArgs.Empty);
            reporter.Report(new WorkerEvent.ConnectionLost(connection.CloseReason?.ReplyText ?? "closed"));
            current = ReopenAsync(connection);
        }
    }

    private async Task<IConnection> ReopenAsync(IConnection gone)
    {
        // The client is still in the middle of closing the old one when it says so.
        await Task.Yield();
        var connection = await Backoff.Forever(Time).ExecuteAsync(async token => await connector.OpenAsync("receiving", token).ConfigureAwait(false), disposed.Token).ConfigureAwait(false);
        _ = Connector.DisposeOfAsync(gone);
        Watch(connection);
        reporter.Report(new WorkerEvent.Reconnected());
        return connection;
    }
}
