namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>What the doing side may do wrong, so that the simulation can show that it notices.</summary>
internal enum Breakage
{
    None,

    /// <summary>The predecessor is acknowledged as soon as its copy was sent.</summary>
    AcknowledgesTooEarly,

    /// <summary>The predecessor is acknowledged once the broker has the copy, before the log says so.</summary>
    AcknowledgesBeforeTheLog,

    /// <summary>Copies are not written to the log.</summary>
    SkipsTheLog,

    /// <summary>The first lease is not read back.</summary>
    DoesNotReadBack,

    /// <summary>Runners do not let the lease expire by themselves.</summary>
    IgnoresTheClock,

    /// <summary>A redelivered message of the sender is started at once.</summary>
    DoesNotWaitForSilentOwners,

    /// <summary>The message is acknowledged before the end is in the log.</summary>
    AcknowledgesBeforeTheEnd,

    /// <summary>Redelivered and returned messages are started without asking the log.</summary>
    SkipsTheOwnershipCheck,

    /// <summary>A returned job is started first and leased then.</summary>
    StartsBeforeItLeases,

    /// <summary>A worker that starts again sends all copies of its predecessor home.</summary>
    ForgetsItsRuns,

    /// <summary>What was leased counts as kept while the connection is proven, however old the copy is.</summary>
    TrustsTheConnection,
}
