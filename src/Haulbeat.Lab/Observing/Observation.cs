namespace Haulbeat.Lab.Observing;

/// <summary>What was seen of a cell, in bare figures: what verdict and sentence are made from.</summary>
/// <param name="Left">Whether the broker has the message still, other than among the dead letters.</param>
/// <param name="Buried">Whether it lies among the dead letters.</param>
/// <param name="RunsStarted">How many runs began.</param>
/// <param name="RunsEnded">How many of them came to their end.</param>
/// <param name="AtOnce">The most runs alive at the same moment.</param>
/// <param name="SecondsWorked">How long all of them lasted together.</param>
/// <param name="SecondsNeeded">How long one needs.</param>
/// <param name="Noticed">Whether the broker noticed that the worker was gone; null if it was not.</param>
internal sealed record Observation(bool Left, bool Buried, int RunsStarted, int RunsEnded, int AtOnce, double SecondsWorked, double SecondsNeeded, bool? Noticed);
