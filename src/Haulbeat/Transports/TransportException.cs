namespace Haulbeat.Transports;

/// <summary>The broker or the queue file refused. The message says what happened, to what, and what to do; it never holds a password.</summary>
public sealed class TransportException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TransportException(TransportError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>What kind of refusal it is.</summary>
    public TransportError Error { get; }
}
