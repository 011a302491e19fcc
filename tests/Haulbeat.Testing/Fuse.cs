namespace Haulbeat.Testing;

/// <summary>Blows once so many pieces have passed.</summary>
internal sealed class Fuse(Action blow)
{
    private int left;

    public void Set(int pieces) => Volatile.Write(ref left, pieces);

    public void Pass()
    {
        if (Volatile.Read(ref left) > 0 && Interlocked.Decrement(ref left) == 0)
        {
            blow();
        }
    }
}
