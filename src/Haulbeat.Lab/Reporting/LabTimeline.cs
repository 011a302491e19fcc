namespace Haulbeat.Lab.Reporting;

/// <summary>What happened when in a cell, in seconds from its start.</summary>
/// <param name="Seconds">How long the cell was observed.</param>
/// <param name="Runs">The runs, by start.</param>
/// <param name="Connections">The connections, by start.</param>
/// <param name="Marks">Everything else, in order.</param>
public sealed record LabTimeline(double Seconds, IReadOnlyList<LabRun> Runs, IReadOnlyList<LabConnection> Connections, IReadOnlyList<LabMark> Marks);

/// <summary>One run of the work.</summary>
/// <param name="Start">When it started.</param>
/// <param name="End">When it completed or died; null if it was alive at the cell's end.</param>
/// <param name="Ended">Whether it completed the work.</param>
/// <param name="Pid">Its process.</param>
public sealed record LabRun(double Start, double? End, bool Ended, int Pid);

/// <summary>One connection to the broker.</summary>
/// <param name="Start">When it opened.</param>
/// <param name="End">When it ended.</param>
/// <param name="By">What ended it: <c>broker</c>, <c>client</c>, <c>fault</c>, or <c>end</c> for the cell's end.</param>
/// <param name="Orderly">Whether the client closed it and the broker confirmed that.</param>
public sealed record LabConnection(double Start, double End, string By, bool Orderly);

/// <summary>A notable moment.</summary>
/// <param name="At">When.</param>
/// <param name="Kind"><c>sent</c>, <c>acked</c>, <c>cut</c>, <c>kill</c>, <c>freeze</c>, <c>wake</c>, <c>restart</c>, <c>crash</c> or <c>timeout</c>.</param>
/// <param name="Text">What happened.</param>
public sealed record LabMark(double At, string Kind, string Text);
