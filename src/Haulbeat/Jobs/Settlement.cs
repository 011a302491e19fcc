using Haulbeat.Policies;

namespace Haulbeat.Jobs;

/// <summary>What is done about an outcome: a closed family, decided by <see cref="SettlementPolicy"/>.</summary>
public abstract record Settlement
{
    private Settlement()
    {
    }

    /// <summary>The job is done: answer whoever waits, then take the message off the queue.</summary>
    /// <param name="Result">What the job wrote as its result; may be empty.</param>
    public sealed record Complete(ReadOnlyMemory<byte> Result) : Settlement;

    /// <summary>The job goes to the dead letters with what is known, then the message is taken off the queue.</summary>
    public sealed record DeadLetter(FailureDetails Certificate) : Settlement;

    /// <summary>The job goes back to its queue, for another worker or a later run; nothing is done where the lease is already lost.</summary>
    public sealed record Requeue : Settlement;
}
