using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

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
    public double Total => Faults.Sum(RoomFor);

    public double Longest => Faults.Select(SecondsOf).DefaultIfEmpty(WithoutCells).Max();

    public LabCell? At(int row, int column) =>
        row >= 0 && row < Strategies.Count && column >= 0 && column < Faults.Count
            ? cells.GetValueOrDefault((Strategies[row].Name, Faults[column].Name))
            : null;

    /// <summary>Why none of a row's cells ran, if it is one reason for all.</summary>
    public string? WhyNone(int row)
    {
        var reasons = Enumerable.Range(0, Faults.Count).Select(column => At(row, column) is { Ran: false } cell ? cell.Why : null).Distinct().ToList();
        return reasons.Count == 1 ? reasons[0] : null;
    }

    /// <summary>How many seconds a column is as wide as.</summary>
    public double RoomFor(LabFault fault) => Math.Max(SecondsOf(fault), Faults.Average(SecondsOf) * ShareOfMean);

    public TimeScale ScaleOf(LabFault fault) => new(SecondsOf(fault));

    private double SecondsOf(LabFault fault) =>
        Math.Ceiling(report.Cells.Where(cell => cell.Fault == fault.Name).Max(cell => cell.Timeline?.Seconds) ?? WithoutCells);
}
