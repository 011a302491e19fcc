using Haulbeat.Jobs;

namespace Haulbeat.Execution;

/// <summary>A run that ended.</summary>
internal interface IExecutionResult
{
    /// <summary>How it ended.</summary>
    ExitReport ExitReport { get; }

    /// <summary>Whether the next worker with this state directory finds the run and settles it, if this one does not.</summary>
    bool IsKeptForNextWorker { get; }

    /// <summary>Reads what goes into the settlement: the result of a run that succeeded, the last output of any other.</summary>
    /// <param name="outcome">The run's outcome.</param>
    /// <param name="at">When it ended.</param>
    RunOutput ReadOutput(Outcome outcome, DateTimeOffset at);

    /// <summary>Reads the last checkpoint if the job may have saved it without it being reported. Otherwise empty.</summary>
    ReadOnlyMemory<byte> ReadUnreportedCheckpoint();

    /// <summary>The run is settled, lost, or tried again: the next worker need not find it.</summary>
    void Forget();
}
