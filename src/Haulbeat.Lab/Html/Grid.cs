using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>The report as rows and columns. A column is as long as its longest cell, so that one second is as wide in each.</summary>
internal sealed class Grid(LabReport report)
{
    // A column has to hold its heading and the verdict's word too, however short its cells are.
    private const double ShareOfMean = 0.8;
    private const double WithoutCells = 1;
    private readonly Dictionary<(string, string), LabCell> cells = report.Cells.ToDictionary(cell => (cell.Strategy, cell.Fault));

    public IReadOnlyList<LabStrategy> Strategies { get; } = report.Strategies;

    public IReadOnlyList<LabFault> Faults { get; } = report.Faults;

    /// <summary>How many seconds are to be given room beside one another.</summary>
    public double Total => Faults.Sum(fault => Math.Max(SecondsOf(fault), Faults.Average(SecondsOf) * ShareOfMean));

    public double Longest => Faults.Select(SecondsOf).DefaultIfEmpty(WithoutCells).Max();

    public LabCell? At(int row, int column) =>
        row >= 0 && row < Strategies.Count && column >= 0 && column < Faults.Count
            ? cells.GetValueOrDefault((Strategies[row].Name, Faults[column].Name))
            : null;

    public TimeScale ScaleOf(LabFault fault) => new(SecondsOf(fault));

    private double SecondsOf(LabFault fault) =>
        Math.Ceiling(report.Cells.Where(cell => cell.Fault == fault.Name).Max(cell => cell.Timeline?.Seconds) ?? WithoutCells);
}
