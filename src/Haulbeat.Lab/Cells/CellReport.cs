using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Cells;

/// <summary>What was seen of a cell to what is reported of it.</summary>
internal sealed class CellReport(CellPlan plan, FaultScript script, double end, IReadOnlyList<LabRun> runs, IReadOnlyList<LabConnection> connections, IReadOnlyList<LabMark> marks)
{
    private const double Glance = 0.5;

    private readonly IReadOnlyList<LabConnection> goneWith = [.. script.GoneWith.Select(link => link.Seen(end))];

    /// <param name="left">Whether the broker has the message still, other than among the dead letters.</param>
    /// <param name="buried">Whether it lies among the dead letters.</param>
    public LabCell Of(bool left, bool buried)
    {
        var noticedAfter = script.Gone is { } gone ? ConnectionFigures.NoticedAfter(goneWith, gone, script.Frozen?.To ?? end) : null;
        var seen = new Observation(
            left, buried, runs.Count, runs.Count(run => run.Ended), RunFigures.AtOnce(runs),
            Math.Round(RunFigures.SecondsWorked(runs, end, script.Frozen), 1), plan.SecondsNeeded, script.Gone is null ? null : noticedAfter is not null);
        var fate = ConnectionFigures.FateOf(connections);
        var lost = ConnectionFigures.LostByItself(connections, FaultAt());
        return new LabCell
        {
            Strategy = plan.Strategy.Name,
            Fault = plan.Fault.Name,
            Ran = true,
            Verdict = Words.Of(Judge.VerdictOf(seen)),
            Said = Sentences.Of(seen, fate, lost),
            Connection = fate,
            LostByItself = lost is not null,
            Message = Words.Of(Judge.FateOf(seen)),
            RunsStarted = seen.RunsStarted,
            RunsEnded = seen.RunsEnded,
            AtOnce = seen.AtOnce,
            SecondsWorked = seen.SecondsWorked,
            SecondsNeeded = seen.SecondsNeeded,
            NoticedAfter = noticedAfter,
            Noticed = seen.Noticed,
            KnowsQueue = plan.Strategy.Row.KnowsQueue,
            Timeline = new LabTimeline(Math.Round(end, 1), runs, connections, [.. marks.Concat(Crashes()).OrderBy(mark => mark.At)]),
        };
    }

    public static LabCell NotRun(CellPlan plan, string why) => new()
    {
        Strategy = plan.Strategy.Name,
        Fault = plan.Fault.Name,
        Ran = false,
        Why = why,
        Said = $"Not run: {why}.",
        KnowsQueue = plan.Strategy.Row.KnowsQueue,
    };

    // A death is seen up to a glance later than the end of the connection that died with it.
    private double FaultAt() => !plan.Fault.EndsConnections ? double.PositiveInfinity : marks
        .Where(mark => mark.Kind is "cut" or "kill" or "freeze" or "restart")
        .Concat(Crashes().Select(crash => crash with { At = crash.At - Glance }))
        .Select(mark => mark.At).DefaultIfEmpty(double.PositiveInfinity).Min();

    private IEnumerable<LabMark> Crashes() => plan.Fault.Kind == FaultKind.JobCrash
        ? runs.Where(run => run is { Ended: false, End: not null }).Select(run => new LabMark(run.End!.Value, "crash", "the work crashed"))
        : [];
}
