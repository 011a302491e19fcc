namespace Haulbeat.Transports;

/// <summary>What to make of a queue that does not exist. An existing queue is used as it is.</summary>
public enum QueueDeclaration
{
    /// <summary>A durable, replicated queue (the default).</summary>
    Quorum,

    /// <summary>A durable classic queue.</summary>
    Classic,

    /// <summary>A queue that a broker restart removes, as the tutorials declare theirs.</summary>
    Transient,

    /// <summary>Nothing: a missing queue is an error. Also for users without the configure permission.</summary>
    Never,
}
