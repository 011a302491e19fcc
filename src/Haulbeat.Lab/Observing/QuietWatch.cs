using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>Says when a cell is over: nothing has happened for a while, or its time is up. No clock, no I/O.</summary>
/// <param name="quiet">How many seconds nothing may happen.</param>
/// <param name="limit">How many seconds it takes at most.</param>
internal sealed class QuietWatch(double quiet, double limit)
{
    private double lastSign;

    public bool IsOver(double now, IReadOnlyList<LabRun> runs, bool faultIsOver)
    {
        if (!faultIsOver || runs.Count == 0 || runs.Any(run => run.End is null))
        {
            lastSign = now;
        }

        return now > limit || now - lastSign > quiet;
    }
}
