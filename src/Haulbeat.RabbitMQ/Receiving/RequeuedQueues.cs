using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Connections;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>The jobs that lost their worker: looked for before all others, now and then, and at once when one is known to come.</summary>
/// <param name="sources">The requeued queues.</param>
/// <param name="leases">Knows when a job of this worker is requeued.</param>
/// <param name="wake">Called when it is time to look.</param>
/// <param name="time">The clock.</param>
internal sealed class RequeuedQueues(IReadOnlyList<QueueSource> sources, LeaseTable leases, Action wake, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooksWhenExpected = TimeSpan.FromMilliseconds(10);

    // From a reject in the lease queue to the requeued queue.
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(1);

    private ITimer? timer;
    private int isDue = 1;
    private int turn;
    private BootInstant found;

    /// <summary>Whether it is time to look.</summary>
    public bool IsDue => Volatile.Read(ref isDue) == 1 || IsExpected;

    // A job of this worker that was requeued just now goes before the backlog.
    private bool IsExpected => sources.Count > 0 && leases.RequeuedAt is var at && at > found && BootClock.Now < at + LongestWay;

    /// <summary>Begins to look now and then.</summary>
    public void Begin() => timer = sources.Count == 0 ? null : time.CreateTimer(_ => LookSoon(), null, BetweenLooks, BetweenLooks);

    public void LookSoon()
    {
        if (Interlocked.Exchange(ref isDue, 1) == 0)
        {
            wake();
        }
    }

    /// <summary>Takes a requeued job, if it is time to look and there is one.</summary>
    public async Task<bool> LookAsync(Action<ReceivedMessage> take, CancellationToken cancellationToken)
    {
        while (Interlocked.Exchange(ref isDue, 0) == 1 || IsExpected)
        {
            var newest = leases.RequeuedAt;
            foreach (var source in Rotation.From(sources, turn++))
            {
                if (await source.GetAsync(take, cancellationToken).ConfigureAwait(false))
                {
                    // Where one is there may be more.
                    Volatile.Write(ref isDue, 1);
                    found = newest;
                    return true;
                }
            }

            if (IsExpected)
            {
                await Task.Delay(BetweenLooksWhenExpected, time, cancellationToken).ConfigureAwait(false);
            }
        }

        return false;
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (!await source.IsEmptyAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return !IsExpected;
    }

    public async Task StopAsync()
    {
        Dispose();
        foreach (var source in sources)
        {
            await source.StopAsync().ConfigureAwait(false);
        }
    }

    public async Task CloseAsync()
    {
        Dispose();
        foreach (var source in sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => timer?.Dispose();
}
