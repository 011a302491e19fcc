using Haulbeat.Execution;

namespace Haulbeat.Cli;

/// <summary>What the commands share.</summary>
/// <param name="Signals">The signals that came.</param>
/// <param name="Time">The clock.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="JobCommand">What follows <c>--</c> on the command line of <c>work</c>.</param>
internal sealed record ProgramEnvironment(Signals Signals, TimeProvider Time, Func<string, string?> Environment, IReadOnlyList<string> JobCommand)
{
    /// <summary>Runs a command that holds nothing which has to be put back: a signal ends it at once, wherever it stands.</summary>
    public Task<int> RunInterruptiblyAsync(Func<Task<int>> command) => Task.Run(command).WaitAsync(Signals.First);
}
