using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>The report as rows and columns. A column is as wide as its longest cell, so that a second is equally wide in all columns.</summary>
internal sealed class Grid(LabReport report)
{
    // A column also has to fit its heading and the verdict.
    private const double ShareOfMean = 0.8;
    private const double WithoutCells = 1;
    private readonly Dictionary<(string, string), LabCell> cells = report.Cells.ToDictionary(cell => (cell.Strategy, cell.Fault));

    public IReadOnlyList<LabStrategy> Strategies { get; } = report.Strategies;

    public IReadOnlyList<LabFault> Faults { get; } = report.Faults;

    /// <summary>The seconds that must fit side by side.</summary>
    public double Total => Faults.Sum(WidthOf);

    public double Longest => Faults.Select(SecondsOf).DefaultIfEmpty(WithoutCells).Max();

    public LabCell? At(int row, int column) =>
        row >= 0 && row < Strategies.Count && column >= 0 && column < Faults.Count
            ? cells.GetValueOrDefault((Strategies[row].Name, Faults[column].Name))
            : null;

    /// <summary>Why no cell of a row ran, if all have the same reason.</summary>
    public string? WhyNone(int row)
    {
        var reasons = Enumerable.Range(0, Faults.Count).Select(column => At(row, column) is { Ran: false } cell ? cell.Why : null).Distinct().ToList();
        return reasons.Count == 1 ? reasons[0] : null;
    }

    /// <summary>The width of a column, in seconds.</summary>
    public double WidthOf(LabFault fault) => Math.Max(SecondsOf(fault), Faults.Average(SecondsOf) * ShareOfMean);

    public TimeScale ScaleOf(LabFault fault) => new(SecondsOf(fault));

    private double SecondsOf(LabFault fault) =>
        Math.Ceiling(report.Cells.Where(cell => cell.Fault == fault.Name).Max(cell => cell.Timeline?.Seconds) ?? WithoutCells);
}
