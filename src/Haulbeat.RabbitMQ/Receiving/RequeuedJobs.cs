using Haulbeat.Jobs;

namespace Haulbeat.RabbitMQ.Receiving;

/// <summary>The jobs that lost their worker: looked for before all others, now and then, and at once when one is known to come.</summary>
internal sealed class RequeuedJobs(IReadOnlyList<QueueSource> sources, Inbox inbox, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenImpatientLooks = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWayHome = TimeSpan.FromSeconds(1);

    private ITimer? timer;
    private int isDue = 1;
    private int first;
    private long expectedUntil;

    /// <summary>Begins to look now and then.</summary>
    public void Begin() => timer = sources.Count == 0 ? null : time.CreateTimer(_ => Due(), null, BetweenLooks, BetweenLooks);

    /// <summary>It is time to look again.</summary>
    public void Due()
    {
        if (Interlocked.Exchange(ref isDue, 1) == 0)
        {
            inbox.Wake();
        }
    }

    /// <summary>A job was sent home just now: it goes before what waits.</summary>
    public void Expect() => Volatile.Write(ref expectedUntil, (BootClock.Now + LongestWayHome).Nanoseconds);

    /// <summary>A returned job, if it is time to look and there is one.</summary>
    public async Task<ReceivedMessage?> LookAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Exchange(ref isDue, 0) == 1 || IsExpected)
        {
            foreach (var source in Rotation.From(sources, first++))
            {
                if (await source.GetAsync(cancellationToken) is { } received)
                {
                    // Where one is there may be more.
                    Volatile.Write(ref isDue, 1);
                    Volatile.Write(ref expectedUntil, 0);
                    return received;
                }
            }

            if (IsExpected)
            {
                await Task.Delay(BetweenImpatientLooks, time, cancellationToken);
            }
        }

        return null;
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (!await source.IsEmptyAsync(cancellationToken))
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
            await source.StopAsync();
        }
    }

    public void Dispose() => timer?.Dispose();

    private bool IsExpected => sources.Count > 0 && BootClock.Now < new BootInstant(Volatile.Read(ref expectedUntil));
}
