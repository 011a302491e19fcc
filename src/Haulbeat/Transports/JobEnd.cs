namespace Haulbeat.Transports;

/// <summary>How a job ended, as told to the sender that waited for it.</summary>
/// <param name="Succeeded">Whether it succeeded.</param>
/// <param name="Result">What the job wrote as its result; may be empty.</param>
/// <param name="Reason">Why it did not succeed.</param>
public sealed record JobEnd(bool Succeeded, ReadOnlyMemory<byte> Result, string? Reason);
