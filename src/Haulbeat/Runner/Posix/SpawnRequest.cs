namespace Haulbeat.Runner.Posix;

/// <summary>A process to start, in a session of its own, with exactly these descriptors.</summary>
/// <param name="Path">The program: no search is done.</param>
/// <param name="Arguments">Its arguments, itself first, as bytes without NUL.</param>
/// <param name="Environment">Its whole environment, as <c>NAME=value</c> bytes without NUL.</param>
/// <param name="Descriptors">What becomes its descriptors 0, 1, 2, …; all others are closed.</param>
internal readonly record struct SpawnRequest(
    string Path,
    IReadOnlyList<byte[]> Arguments,
    IReadOnlyList<byte[]> Environment,
    int[] Descriptors);
