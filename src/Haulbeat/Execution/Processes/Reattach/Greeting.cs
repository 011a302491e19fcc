using Haulbeat.Runner.Records;

namespace Haulbeat.Execution.Processes.Reattach;

/// <summary>A runner that answered, and what it says of its run.</summary>
internal sealed record Greeting(RunnerProcess Runner, RunRecord Record) : IDisposable
{
    /// <summary>Whether the runner is of a newer haulbeat, whose form of the protocol this one does not know.</summary>
    public required bool IsNewer { get; init; }

    public void Dispose() => Runner.Dispose();
}
