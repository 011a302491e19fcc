using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Runner;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>What a worker does, frozen when it is made.</summary>
public sealed record WorkerOptions
{
    /// <summary>The worker's name: no dot, unique among the workers of a broker.</summary>
    public required string Name { get; init; }

    /// <summary>Where it keeps its runs; owned by this worker alone.</summary>
    public required StateDirectory StateDirectory { get; init; }

    /// <summary>The queues it takes jobs from.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>What it runs for each job.</summary>
    public required JobCommand Command { get; init; }

    /// <summary>How many jobs it runs at once, over all queues. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How long the lease lasts without renewal. Default 5 minutes.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its delivery a job is leased, so that it outlasts the worker; 0 leases before it starts. Default 5 seconds.</summary>
    public TimeSpan LeaseAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often connections, workers and hosts may interrupt a job before it goes to the dead letters. Default 100.</summary>
    public int Interruptions { get; init; } = 100;

    /// <summary>How long a job that is asked to stop may take before it is killed. Default 30 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a missing queue is made, and as what.</summary>
    public QueueDeclaration Declare { get; init; } = QueueDeclaration.Quorum;

    /// <summary>Whether the worker ends once the queues are empty and its jobs have ended.</summary>
    public bool UntilEmpty { get; init; }

    /// <summary>After how many jobs the worker ends, or null for never.</summary>
    public int? MaxJobs { get; init; }

    /// <summary>Told of everything that happens.</summary>
    public required IReporter Reporter { get; init; }

    /// <summary>The program and first arguments that start a runner: Haulbeat's own executable.</summary>
    public required IReadOnlyList<string> RunnerProgram { get; init; }
}
