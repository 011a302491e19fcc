namespace Haulbeat.Lab.Html;

/// <summary>Where a moment stands on a drawing of so many seconds, in per cent of its width.</summary>
internal readonly record struct TimeScale(double Seconds)
{
    private static readonly double[] Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300];

    public double At(double moment) => Seconds > 0 ? Math.Clamp(moment / Seconds, 0, 1) * 100 : 0;

    public double Width(double start, double end) => Math.Max(0, At(end) - At(start));

    /// <summary>From tick to tick: round, and so long that there are at most about eight.</summary>
    public double Step
    {
        get
        {
            var seconds = Seconds;
            return Array.Find(Steps, step => seconds / step <= 8) is var step and > 0 ? step : Seconds;
        }
    }

    public IEnumerable<double> Ticks()
    {
        for (var tick = 0.0; tick <= Seconds; tick += Step)
        {
            yield return tick;
        }
    }
}
