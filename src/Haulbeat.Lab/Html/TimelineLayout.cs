namespace Haulbeat.Lab.Html;

/// <summary>Positions in a drawing of this many seconds, in percent of its width.</summary>
internal readonly record struct TimeScale(double Seconds)
{
    private const int MostTicks = 8;
    private static readonly double[] Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300];

    /// <summary>The time between two ticks: round, and long enough for about eight ticks at most.</summary>
    public double Step
    {
        get
        {
            var seconds = Seconds;
            return Array.Find(Steps, step => seconds / step <= MostTicks) is var step and > 0 ? step : Seconds;
        }
    }

    public double At(double moment) => Seconds > 0 ? Math.Clamp(moment / Seconds, 0, 1) * 100 : 0;

    public double Width(double start, double end) => Math.Max(0, At(end) - At(start));

    public IEnumerable<double> Ticks()
    {
        for (var tick = 0.0; tick <= Seconds; tick += Step)
        {
            yield return tick;
        }
    }
}

/// <summary>Arranges intervals in as few lanes as possible, so that none covers another.</summary>
internal static class Lanes
{
    public static IReadOnlyList<int> Of<T>(IReadOnlyList<T> all, Func<T, double> start, Func<T, double> end)
    {
        var lanes = new int[all.Count];
        List<double> freeFrom = [];
        foreach (var index in Enumerable.Range(0, all.Count).OrderBy(index => start(all[index])))
        {
            var lane = freeFrom.FindIndex(from => from <= start(all[index]));
            if (lane < 0)
            {
                lane = freeFrom.Count;
                freeFrom.Add(0);
            }

            lanes[index] = lane;
            freeFrom[lane] = end(all[index]);
        }

        return lanes;
    }

    public static int Count(IReadOnlyList<int> lanes) => lanes.Count == 0 ? 0 : lanes.Max() + 1;
}
