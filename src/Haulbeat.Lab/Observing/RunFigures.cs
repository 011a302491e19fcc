using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>Runs to figures. No clock, no I/O.</summary>
internal static class RunFigures
{
    /// <summary>The most runs alive at the same moment. One that begins as another ends is not beside it.</summary>
    public static int AtOnce(IReadOnlyList<LabRun> runs)
    {
        var (alive, most) = (0, 0);
        foreach (var (_, change) in runs
            .SelectMany(run => new[] { (At: run.Start, Change: 1), (At: run.End ?? double.MaxValue, Change: -1) })
            .OrderBy(moment => moment.At).ThenBy(moment => moment.Change))
        {
            alive += change;
            most = Math.Max(most, alive);
        }

        return most;
    }

    /// <summary>How long all runs lasted together, without the time in which their process was frozen.</summary>
    public static double SecondsWorked(IReadOnlyList<LabRun> runs, double now, Freezing? frozen) => runs.Sum(run =>
    {
        var end = run.End ?? now;
        var lost = frozen is not null && frozen.Pid == run.Pid ? Math.Max(0, Math.Min(end, frozen.To) - Math.Max(run.Start, frozen.From)) : 0;
        return end - run.Start - lost;
    });
}
