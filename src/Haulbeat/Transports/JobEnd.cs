namespace Haulbeat.Transports;

/// <summary>How a job ended, as the sender that waited for it hears.</summary>
/// <param name="Outcome">How its last run ended, as <see cref="Jobs.Outcome.Name"/>.</param>
/// <param name="Result">What the job wrote as its result; may be empty.</param>
/// <param name="Reason">Why it did not succeed.</param>
public sealed record JobEnd(string Outcome, ReadOnlyMemory<byte> Result, string? Reason)
{
    /// <summary>The outcome of a job that succeeded. An answer without an outcome, from a worker that is not Haulbeat's, means the same.</summary>
    public const string SucceededOutcome = "succeeded";

    /// <summary>Whether the job succeeded.</summary>
    public bool Succeeded => Outcome == SucceededOutcome;
}
