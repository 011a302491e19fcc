using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Lab.Html;

/// <summary>Puts what lasts from one moment to another into as few lanes as it takes for none to cover another.</summary>
internal static class Lanes
{
    public static IReadOnlyList<int> Of<T>(IReadOnlyList<T> all, Func<T, double> start, Func<T, double> end)
    {
        var lanes = new int[all.Count];
        List<double> freeFrom = [];
        foreach (var index in Enumerable.Range(0, all.Count).OrderBy(index => start(all[index])))
        {
            lanes[index] = FreeLane(freeFrom, start(all[index]));
            freeFrom[lanes[index]] = end(all[index]);
        }

        return lanes;
    }

    public static int Count(IReadOnlyList<int> lanes) => lanes.Count == 0 ? 0 : lanes.Max() + 1;

    private static int FreeLane(List<double> freeFrom, double start)
    {
        var lane = freeFrom.FindIndex(from => from <= start);
        if (lane >= 0)
        {
            return lane;
        }

        freeFrom.Add(0);
        return freeFrom.Count - 1;
    }
}
