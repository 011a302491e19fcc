namespace Haulbeat.Lab.Reporting;

/// <summary>One run of the work.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended, was given up or died; null if it still ran when the cell was over.</param>
/// <param name="Ended">Whether it came to its own end.</param>
/// <param name="Pid">The process it ran in.</param>
internal sealed record LabRun(double Start, double? End, bool Ended, int Pid);
