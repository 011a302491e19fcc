namespace Haulbeat.Runner.Posix;

/// <summary>A process, its parent and its session.</summary>
internal readonly record struct ProcessEntry(int Pid, int Parent, int Session);
