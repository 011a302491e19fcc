namespace Haulbeat.Jobs;

/// <summary>How far a job is, in its own words.</summary>
/// <param name="Fraction">0 to 1, or null if the job cannot say.</param>
/// <param name="Message">A few words, or null.</param>
public readonly record struct Progress(double? Fraction, string? Message);
