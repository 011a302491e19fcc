namespace Haulbeat.Lab.Reporting;

/// <summary>What happened when in a cell, in seconds from its start.</summary>
/// <param name="Seconds">How long the cell was watched.</param>
internal sealed record LabTimeline(double Seconds, IReadOnlyList<LabRun> Runs, IReadOnlyList<LabConnection> Connections, IReadOnlyList<LabMark> Marks);
