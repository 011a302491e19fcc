using Haulbeat.Execution;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>What a worker does, frozen when it is made. The defaults and the limits of every option are here.</summary>
public sealed record WorkerOptions
{
    /// <summary>The most letters of a worker's name: 64.</summary>
    public const int LongestName = 64;

    // A timer takes at most 49 days.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(40);

    /// <summary>The worker's name, unique among the workers of a broker: up to <see cref="LongestName"/> letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Where the worker keeps its runs. It belongs to this worker alone.</summary>
    public required StateDirectory StateDirectory { get; init; }

    /// <summary>The queues to take jobs from, at least one.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>What to run for each job.</summary>
    public required JobCommand Command { get; init; }

    /// <summary>How many jobs run at once, over all queues: at least 1. Default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How long a lease lasts without renewal: more than 0, at most 40 days. Default 5 minutes.</summary>
    public TimeSpan Lease { get; init; } = ReceiveOptions.DefaultLease;

    /// <summary>How long after its delivery a job is leased, so that it outlasts the worker: 0 (before it starts) to 40 days. Default 5 seconds.</summary>
    public TimeSpan LeaseAfter { get; init; } = ReceiveOptions.DefaultLeaseAfter;

    /// <summary>How often connections, workers and hosts may interrupt a job before it goes to the dead letters: at least 1. Default 100.</summary>
    public int Interruptions { get; init; } = ReceiveOptions.DefaultInterruptions;

    /// <summary>How long a job that is asked to stop may take before it is killed: 0 to 40 days. Default 30 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What to make of a queue that does not exist. Default: a quorum queue.</summary>
    public QueueDeclaration Declare { get; init; } = QueueDeclaration.Quorum;

    /// <summary>Whether the worker ends once the queues are empty and its jobs have ended. Default: it does not.</summary>
    public bool UntilEmpty { get; init; }

    /// <summary>After how many jobs the worker ends: at least 1. Default: it does not.</summary>
    public int? MaxJobs { get; init; }

    /// <summary>Gets everything that happens.</summary>
    public required IReporter Reporter { get; init; }

    /// <summary>The program and first arguments that start a runner: Haulbeat's own executable.</summary>
    public required IReadOnlyList<string> RunnerProgram { get; init; }

    /// <summary>What is wrong with the options. Empty: nothing.</summary>
    public IReadOnlyList<WorkerOptionProblem> Validate() =>
    [
        .. Problem(nameof(Name), ExplainName(Name)),
        .. Problem(nameof(Queues), Queues.Count == 0 ? "There is no queue. Name at least one." : null),
        .. Queues.SelectMany(queue => Problem(nameof(Queues), JobLimits.ExplainQueueName(queue))),
        .. Problem(nameof(Slots), AtLeastOne(Slots)),
        .. Problem(nameof(Lease), Lease <= TimeSpan.Zero ? "It must be longer than 0." : AtMostLongest(Lease)),
        .. Problem(nameof(LeaseAfter), AtMostLongest(LeaseAfter)),
        .. Problem(nameof(Interruptions), AtLeastOne(Interruptions)),
        .. Problem(nameof(Grace), AtMostLongest(Grace)),
        .. Problem(nameof(MaxJobs), AtLeastOne(MaxJobs ?? 1)),
        .. Problem(nameof(RunnerProgram), RunnerProgram.Count == 0 ? "There is no program." : null),
    ];

    /// <summary>Why this cannot be a worker's name, or null if it can: names become part of queue names, routing keys and folder names.</summary>
    public static string? ExplainName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? null
            : $"'{name}' cannot be a worker's name. Use up to {LongestName} letters, digits, hyphens and underscores; no dot.";

    internal ReceiveOptions ToReceiveOptions() => new()
    {
        Queues = Queues,
        Worker = Name,
        StateDirectory = StateDirectory.Path,
        Slots = Slots,
        Lease = Lease,
        LeaseAfter = LeaseAfter,
        Interruptions = Interruptions,
        Declare = Declare,
        Reporter = Reporter,
    };

    internal ProcessExecutorOptions ToExecutorOptions() => new()
    {
        Command = Command,
        RunnerProgram = RunnerProgram,
        Worker = Name,
        RunsFolder = StateDirectory.Runs,
        WorkFolder = StateDirectory.Work,
        Reporter = Reporter,
    };

    private static IEnumerable<WorkerOptionProblem> Problem(string option, string? problem) =>
        problem is null ? [] : [new WorkerOptionProblem(option, problem)];

    private static string? AtLeastOne(int count) => count >= 1 ? null : $"It is {count}; it must be at least 1.";

    private static string? AtMostLongest(TimeSpan time) => time >= TimeSpan.Zero && time <= LongestTime ? null : $"It is {time}; it must be 0 to {LongestTime.TotalDays} days.";
}
