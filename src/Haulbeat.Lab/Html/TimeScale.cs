namespace Haulbeat.Lab.Html;

/// <summary>Where a moment stands on a drawing of so many seconds, in per cent of its width.</summary>
internal readonly record struct TimeScale(double Seconds)
{
    private static readonly double[] Steps = [1, 2, 5, 10, 20, 30, 60, 120, 300];

    public double At(double moment) => Seconds > 0 ? Math.Clamp(moment / Seconds, 0, 1) * 100 : 0;

    public double Width(double start, double end) => Math.Max(0, At(end) - At(start));

    /// <summary>Round moments, at most about twelve.</summary>
    public IEnumerable<double> Ticks()
    {
        var seconds = Seconds;
        var step = Array.Find(Steps, step => seconds / step <= 12);
        for (var tick = 0.0; step > 0 && tick <= seconds; tick += step)
        {
            yield return tick;
        }
    }
}
