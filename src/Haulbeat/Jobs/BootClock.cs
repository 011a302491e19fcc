using System.Runtime.InteropServices;

namespace Haulbeat.Jobs;

/// <summary>Reads the boot-time clock.</summary>
public static partial class BootClock
{
    private const int ClockBoottime = 7;

    /// <summary>The time now.</summary>
    public static BootInstant Now
    {
        get
        {
            _ = clock_gettime(ClockBoottime, out Timespec time);
            return new((time.Seconds * 1_000_000_000) + time.Nanoseconds);
        }
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
