namespace Haulbeat.Policies;

/// <summary>How long to wait before the next try: twice as long after each, up to a longest pause. No clock. Not for concurrent use.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest pause.</param>
public sealed class DoublingPause(TimeSpan first, TimeSpan longest)
{
    private TimeSpan? last;

    /// <summary>The pause before the next try. The one after it is longer.</summary>
    public TimeSpan Next()
    {
        var pause = last is { } before ? before * 2 : first;
        last = pause < longest ? pause : longest;
        return last.Value;
    }

    /// <summary>A try worked: the next pause is the first again.</summary>
    public void Reset() => last = null;
}
