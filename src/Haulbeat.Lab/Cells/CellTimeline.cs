using Haulbeat.Jobs;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Cells;

/// <summary>A cell's time in seconds from its start, and what happened when. It reads the boot-time clock, which all processes of the machine share. Safe for concurrent use.</summary>
internal sealed class CellTimeline
{
    private readonly double start = BootSeconds;
    private readonly Lock gate = new();
    private readonly List<LabMark> marks = [];

    public double Now => At(BootSeconds);

    public IReadOnlyList<LabMark> Marks
    {
        get
        {
            lock (gate)
            {
                return [.. marks.OrderBy(mark => mark.At)];
            }
        }
    }

    private static double BootSeconds => BootClock.Now.Nanoseconds / 1e9;

    /// <summary>When something happened that another process noted.</summary>
    public double At(double bootSeconds) => Math.Round(bootSeconds - start, 3);

    /// <summary>Adds a mark.</summary>
    /// <returns>The time of the mark.</returns>
    public double Add(string kind, string text)
    {
        var now = Now;
        lock (gate)
        {
            marks.Add(new LabMark(now, kind, text));
        }

        return now;
    }
}
