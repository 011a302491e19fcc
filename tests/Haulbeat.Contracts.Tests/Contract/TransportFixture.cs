using Haulbeat.Transports;

namespace Haulbeat.Contracts.Tests.Contract;

/// <summary>What the contract needs of a transport: a place for jobs that this test has to itself, and a way to look into it.</summary>
public abstract class TransportFixture : IAsyncDisposable
{
    /// <summary>A lease that is short enough to wait for, and long enough to open connections and settle a job in on a busy machine.</summary>
    public TimeSpan ShortLease { get; } = TimeSpan.FromSeconds(4);

    /// <summary>A body that the transport refuses to take.</summary>
    public abstract ReadOnlyMemory<byte> OversizedBody();

    /// <summary>One more connection to the same place, as another process would open it. The caller disposes of it.</summary>
    public abstract Task<ITransport> OpenAsync(CancellationToken cancellationToken);

    /// <summary>The only dead letter of the queue, read by means of the transport's own, not through Haulbeat.</summary>
    public abstract Task<DeadLetter> ReadDeadLetterAsync(string queue, CancellationToken cancellationToken);

    /// <summary>A name that no other test uses.</summary>
    public string NewQueue()
    {
        var name = $"films-{Guid.CreateVersion7():N}";
        Made(name);
        return name;
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Told of each queue name handed out, to clean up after the test.</summary>
    protected virtual void Made(string queue)
    {
    }
}
