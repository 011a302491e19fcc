namespace Haulbeat.Transports;

/// <summary>What a queue holds.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Queued">Jobs that wait.</param>
/// <param name="Running">Jobs handed out, or null where that cannot be known.</param>
/// <param name="Dead">Its dead letters, or null if it has no dead-letter queue.</param>
/// <param name="Workers">Workers that take jobs from it, or null where that cannot be known.</param>
public sealed record QueueState(string Queue, long Queued, long? Running, long? Dead, long? Workers);
