namespace Haulbeat.Lab.Reporting;

/// <summary>What became of the connections of a cell.</summary>
/// <param name="Kept">Whether none was lost before the message was settled.</param>
/// <param name="LostAfter">When the first was lost, in seconds from the cell's start.</param>
internal sealed record LabConnectionFate(bool Kept, double? LostAfter);
