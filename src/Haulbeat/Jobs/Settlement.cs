namespace Haulbeat.Jobs;

/// <summary>What is done about an outcome: a closed family.</summary>
public abstract record Settlement
{
    private Settlement()
    {
    }

    /// <summary>The job is done: answer the sender if it waits, then take the message off the queue.</summary>
    /// <param name="Result">What the job wrote as its result; may be empty.</param>
    public sealed record Complete(ReadOnlyMemory<byte> Result) : Settlement;

    /// <summary>Put the job and its failure details into the dead letters, then take the message off the queue.</summary>
    /// <param name="Details">Why it is dead.</param>
    public sealed record DeadLetter(FailureDetails Details) : Settlement;

    /// <summary>Put the job back into its queue, for another worker or a later run. Does nothing if the lease is already lost.</summary>
    public sealed record Requeue : Settlement;
}
