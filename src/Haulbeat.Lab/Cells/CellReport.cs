using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Cells;

/// <summary>Turns what was observed in a cell into its report.</summary>
internal sealed class CellReport(CellPlan plan, FaultInjector injector, double end, IReadOnlyList<LabRun> runs, IReadOnlyList<LabConnection> connections, IReadOnlyList<LabMark> marks)
{
    private const double CrashDetectionTime = 0.5;

    /// <param name="left">Whether the broker still has the message, apart from the dead letters.</param>
    /// <param name="deadLettered">Whether the message is in the dead letters.</param>
    public LabCell Of(bool left, bool deadLettered)
    {
        var noticedAfter = injector.GoneAt is { } gone ? Figures.NoticedAfter([.. injector.GoneWith.Select(connection => connection.Until(end))], gone, injector.Freeze?.To ?? end) : null;
        var seen = new Observation(
            left, deadLettered, runs.Count, runs.Count(run => run.Ended), Figures.AtOnce(runs),
            Math.Round(Figures.SecondsWorked(runs, end, injector.Freeze), 1), plan.SecondsNeeded, injector.GoneAt is null ? null : noticedAfter is not null);
        var fate = Figures.FateOf(connections);
        var lost = Figures.LostByItself(connections, FaultAt());
        return new LabCell
        {
            Strategy = plan.Strategy.Name,
            Fault = plan.Fault.Name,
            Ran = true,
            Verdict = seen.Verdict.Id(),
            Said = Summary.Of(seen, fate, lost),
            Connection = fate,
            LostByItself = lost is not null,
            Message = seen.Fate.Id(),
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

    // A crash is detected by polling, up to this much later than the end of the connection that it closed.
    private double FaultAt() => !plan.Fault.EndsConnections ? double.PositiveInfinity : marks
        .Where(mark => mark.Kind is "cut" or "kill" or "freeze" or "restart")
        .Concat(Crashes().Select(crash => crash with { At = crash.At - CrashDetectionTime }))
        .Select(mark => mark.At).DefaultIfEmpty(double.PositiveInfinity).Min();

    private IEnumerable<LabMark> Crashes() => plan.Fault.Kind == FaultKind.JobCrash
        ? runs.Where(run => run is { Ended: false, End: not null }).Select(run => new LabMark(run.End!.Value, "crash", "the work crashed"))
        : [];
}
