namespace Haulbeat.Lab.Html;

/// <summary>How tall the parts of a timeline are, in pixels. Its width is the page's to say.</summary>
internal sealed record DrawingSize(double Mark, double Bar, double Wire, double Gap, double Axis)
{
    public static DrawingSize Small { get; } = new(Mark: 14, Bar: 15, Wire: 5, Gap: 3, Axis: 0);

    public static DrawingSize Large { get; } = new(Mark: 24, Bar: 26, Wire: 9, Gap: 6, Axis: 24);
}
