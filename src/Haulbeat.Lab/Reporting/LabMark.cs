namespace Haulbeat.Lab.Reporting;

/// <summary>A moment that mattered.</summary>
/// <param name="At">When.</param>
/// <param name="Kind"><c>sent</c>, <c>acked</c>, <c>cut</c>, <c>kill</c>, <c>freeze</c>, <c>wake</c>, <c>restart</c>, <c>crash</c> or <c>timeout</c>.</param>
/// <param name="Text">What happened.</param>
internal sealed record LabMark(double At, string Kind, string Text);
