using Haulbeat.Contracts.Tests.Contract;
using Haulbeat.Jobs;
using Haulbeat.Sqlite;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Testing;
using Haulbeat.Transports;
using Haulbeat.Worker;
using Microsoft.Data.Sqlite;

namespace Haulbeat.Contracts.Tests.Sqlite;

/// <summary>A queue file, and what other programs do to it.</summary>
public abstract class QueueFileTest : IDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
    private int receivers;

    private protected RecordingReporter Reporter { get; } = new();

    protected TemporaryDirectory Folder { get; } = new();

    protected string File => Folder.File("queue.db");

    protected CancellationToken Deadline => deadline.Token;

    public void Dispose()
    {
        Folder.Dispose();
        deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<SqliteTransport> OpenAsync(string? path = null) =>
        SqliteTransport.OpenAsync("file:" + (path ?? File), TimeProvider.System, Deadline);

    protected async Task<TransportException> RefusalAsync(string? path = null)
    {
        var open = () => OpenAsync(path);
        return (await open.Should().ThrowAsync<TransportException>()).Which;
    }

    protected static Job NewJob(string id = "job-1") => new() { Id = id, Queue = "films", Body = "a.mkv"u8.ToArray() };

    protected async Task<Job> SendAsync(ITransport transport, Job? job = null)
    {
        var sent = job ?? NewJob();
        await transport.Sender.SendAsync(sent, QueueDeclaration.Quorum, Deadline);
        return sent;
    }

    /// <summary>A receiver of worker-1, whose state directory nobody else has unless it is named.</summary>
    protected Task<IJobReceiver> OpenReceiverAsync(ITransport transport, TimeSpan? lease = null, string? stateDirectory = null) => transport.OpenReceiverAsync(
        new ReceiveOptions
        {
            Queues = ["films"],
            Worker = "worker-1",
            StateDirectory = stateDirectory ?? $"/state/{Interlocked.Increment(ref receivers)}",
            Lease = lease ?? TimeSpan.FromMinutes(5),
            Reporter = Reporter,
        },
        Deadline);

    /// <summary>Does something to the file behind the queue's back.</summary>
    protected void Meddle(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Waits until the condition holds.</summary>
    protected Task EventuallyAsync(Func<bool> condition) => Eventually.HoldsAsync(() => Task.FromResult(condition()), Deadline);

    /// <summary>A number that the file holds.</summary>
    protected long Count(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    protected SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }
}
