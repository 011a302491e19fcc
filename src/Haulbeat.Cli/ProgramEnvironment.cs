namespace Haulbeat.Cli;

/// <summary>What the commands share.</summary>
/// <param name="Signals">The signals that came.</param>
/// <param name="Time">The clock.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="JobCommand">What follows <c>--</c> on the command line of <c>work</c>.</param>
internal sealed record ProgramEnvironment(Signals Signals, TimeProvider Time, Func<string, string?> Variable, IReadOnlyList<string> JobCommand)
{
    /// <summary>Runs a command that has nothing to undo: a signal ends it at once.</summary>
    public Task<int> RunInterruptiblyAsync(Func<Task<int>> command) => Task.Run(command).WaitAsync(Signals.First);
}
