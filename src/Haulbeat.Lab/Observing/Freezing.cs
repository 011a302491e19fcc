namespace Haulbeat.Lab.Observing;

/// <summary>That a process was frozen, and when.</summary>
internal sealed record Freezing(int Pid, double From, double To);
