using Haulbeat.Jobs;

namespace Haulbeat.Execution.Processes;

/// <summary>How jobs run as processes.</summary>
internal sealed record ProcessExecutorOptions
{
    /// <summary>What to run for each job.</summary>
    public required JobCommand Command { get; init; }

    /// <summary>The program and first arguments that start a runner.</summary>
    public required IReadOnlyList<string> RunnerProgram { get; init; }

    /// <summary>The worker's name.</summary>
    public required string Worker { get; init; }

    /// <summary>The folder of the runs' files, in the state directory.</summary>
    public required string RunsFolder { get; init; }

    /// <summary>The folder of the jobs' private folders, in the state directory.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Told of starts, progress and warnings.</summary>
    public required IReporter Reporter { get; init; }
}
