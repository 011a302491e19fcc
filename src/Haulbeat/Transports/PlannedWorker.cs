namespace Haulbeat.Transports;

/// <summary>A worker as it is going to be: what <c>doctor</c> judges a broker for.</summary>
/// <param name="Queue">The queue it is to take jobs from.</param>
/// <param name="Name">Its name.</param>
/// <param name="Lease">Its lease.</param>
public sealed record PlannedWorker(string Queue, string Name, TimeSpan Lease);
