using Haulbeat.Jobs;

namespace Haulbeat.Lab.Cells;

/// <summary>A cell's time, in seconds from its start, on the boot-time clock that all the machine's processes share.</summary>
internal sealed class CellClock
{
    private readonly double start = BootClock.Now.Nanoseconds / 1e9;

    public double Now => Of(BootClock.Now.Nanoseconds / 1e9);

    /// <summary>A moment that another process noted.</summary>
    public double Of(double bootSeconds) => Math.Round(bootSeconds - start, 3);
}
