namespace Haulbeat.Worker;

/// <summary>How many jobs run at once. Those that an earlier worker began are taken in though they be too many; then nothing new starts until they are few enough.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing.")]
internal sealed class Slots(int count)
{
    private readonly SemaphoreSlim free = new(count);
    private int surplus;

    public Task WaitAsync(CancellationToken cancellationToken) => free.WaitAsync(cancellationToken);

    /// <summary>Takes one that may not be there.</summary>
    public void Occupy()
    {
        if (!free.Wait(0))
        {
            Interlocked.Increment(ref surplus);
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref surplus) < 0)
        {
            Interlocked.Increment(ref surplus);
            free.Release();
        }
    }
}
