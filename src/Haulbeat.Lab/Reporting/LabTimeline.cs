namespace Haulbeat.Lab.Reporting;

/// <summary>What happened when in a cell, in seconds from its start.</summary>
/// <param name="Seconds">How long the cell was watched.</param>
/// <param name="Runs">The runs, in the order of their beginning.</param>
/// <param name="Connections">The connections, in the order of their opening.</param>
/// <param name="Marks">What else happened, in order.</param>
internal sealed record LabTimeline(double Seconds, IReadOnlyList<LabRun> Runs, IReadOnlyList<LabConnection> Connections, IReadOnlyList<LabMark> Marks);
