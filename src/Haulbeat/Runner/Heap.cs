namespace Haulbeat.Runner;

/// <summary>Keeps a quiet process small: by itself the collector lets garbage grow to the size of the processor's cache, in every runner.</summary>
internal sealed class Heap
{
    private const long MostGarbage = 1 << 20;
    private long collectedAt;

    public void Tidy()
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - collectedAt > MostGarbage)
        {
            GC.Collect();
            collectedAt = allocated;
        }
    }
}
