namespace Haulbeat.Jobs;

/// <summary>A moment on the machine's boot-time clock, which is common to all its processes, never set, and goes on while the machine sleeps.</summary>
/// <param name="Nanoseconds">Nanoseconds since the machine booted (CLOCK_BOOTTIME).</param>
public readonly record struct BootInstant(long Nanoseconds) : IComparable<BootInstant>
{
    /// <summary>A moment that is over: the machine's boot.</summary>
    public static BootInstant Past { get; }

    /// <summary>A moment that never comes.</summary>
    public static BootInstant Never { get; } = new(long.MaxValue);

    /// <summary>The given time after this moment.</summary>
    public static BootInstant operator +(BootInstant instant, TimeSpan time) => new(instant.Nanoseconds + (time.Ticks * 100));

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>.</summary>
    public static TimeSpan operator -(BootInstant later, BootInstant earlier) => new((later.Nanoseconds - earlier.Nanoseconds) / 100);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(BootInstant left, BootInstant right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(BootInstant left, BootInstant right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> comes no later than <paramref name="right"/>.</summary>
    public static bool operator <=(BootInstant left, BootInstant right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether <paramref name="left"/> comes no earlier than <paramref name="right"/>.</summary>
    public static bool operator >=(BootInstant left, BootInstant right) => left.Nanoseconds >= right.Nanoseconds;

    /// <inheritdoc/>
    public int CompareTo(BootInstant other) => Nanoseconds.CompareTo(other.Nanoseconds);
}
