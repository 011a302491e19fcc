using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.EventLog;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;
using RabbitMQ.Client;

namespace Haulbeat.Contracts.Tests.RabbitMQ.EventLog;

/// <summary>A log of a test's own, on a real broker.</summary>
public abstract class EventLogTest : IAsyncLifetime
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
    private readonly List<IAsyncDisposable> opened = [];

    protected CancellationToken Deadline => deadline.Token;

    private protected RecordingReporter Reporter { get; } = new();

    private protected EventLogStream Stream { get; init; } = EventLogStream.Default with { Name = $"log-{Guid.NewGuid():N}" };

    protected virtual Uri Address => RabbitMQFixture.Broker;

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var disposable in Enumerable.Reverse(opened))
        {
            await disposable.DisposeAsync();
        }

        await using var connection = await new ConnectionFactory { Uri = Address }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(Stream.Name);
        deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected JobEventLog NewLog(Uri? address = null)
    {
        var connector = new Connector(BrokerAddress.Parse((address ?? Address).ToString()), TimeSpan.FromSeconds(10), "log", TimeProvider.System);
        var log = new JobEventLog(connector, Stream);
        opened.Add(log);
        return log;
    }

    private protected async Task<JobEventLog> OpenAsync(QueueDeclaration declare = QueueDeclaration.Quorum)
    {
        var log = NewLog();
        (await log.OpenAsync(declare, Reporter, Deadline)).Should().BeTrue();
        return log;
    }

    private protected async Task<JobState?> FindJobAsync(JobEventLog log, string job) => (await log.ScanAsync(job, Deadline))?.Newest;

    protected async Task<IChannel> ForeignChannelAsync()
    {
        var connection = await new ConnectionFactory { Uri = Address }.CreateConnectionAsync(Deadline);
        opened.Add(connection);
        return await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Deadline);
    }

    protected Task EventuallyAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(condition, Deadline);

    private protected static EventLogKey NewKey() => new((UInt128)Random.Shared.NextInt64() << 64 | (UInt128)Random.Shared.NextInt64());

    private protected static OwnershipEntry.Leased First(string owner) => new(new LeaseLineage(new LeaseVersion(0, 1, owner), LeaseVersion.Original));

    private protected static EventLogEntry Record(EventLogKey key, OwnershipEntry? ownership, string name = EventName.Leased) =>
        EventLogEntry.Of(key, name, new Job { Id = key.ToString(), Queue = "films" }, "w", TimeProvider.System.GetUtcNow(), ownership);
}
