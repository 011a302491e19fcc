using Haulbeat.Jobs;

namespace Haulbeat.Transports;

/// <summary>What a worker wants to receive.</summary>
public sealed record ReceiveOptions
{
    /// <summary>The default of <see cref="Lease"/>.</summary>
    public static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(5);

    /// <summary>The default of <see cref="LeaseAfter"/>.</summary>
    public static readonly TimeSpan DefaultLeaseAfter = TimeSpan.FromSeconds(5);

    /// <summary>The default of <see cref="Interruptions"/>.</summary>
    public const int DefaultInterruptions = 100;

    /// <summary>The queues to take jobs from.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The worker's name: no dot, unique among the workers of a broker.</summary>
    public required string Worker { get; init; }

    /// <summary>Where the worker keeps its runs' files, so that <c>status</c> and <c>logs</c> find them; null if nowhere.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>How many jobs the worker runs at once, over all queues.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How long the lease lasts without renewal. Default 5 minutes.</summary>
    public TimeSpan Lease { get; init; } = DefaultLease;

    /// <summary>When a job is leased, so that it outlasts the worker: this long after its delivery; 0 leases before it starts. Default 5 seconds.</summary>
    public TimeSpan LeaseAfter { get; init; } = DefaultLeaseAfter;

    /// <summary>How often connections, workers and hosts may interrupt a job before it goes to the dead letters. Default 100.</summary>
    public int Interruptions { get; init; } = DefaultInterruptions;

    /// <summary>Whether a missing queue is made, and as what.</summary>
    public QueueDeclaration Declare { get; init; } = QueueDeclaration.Quorum;

    /// <summary>Told of connection-lost and reconnected, once per change, and of leases and renewals.</summary>
    public required IReporter Reporter { get; init; }
}
