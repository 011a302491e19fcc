namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>What the doing side may do wrong, so that the simulation can show that it notices.</summary>
internal enum Breakage
{
    None,

    /// <summary>The predecessor is acknowledged as soon as its lease message was sent.</summary>
    AcknowledgesTooEarly,

    /// <summary>The predecessor is acknowledged once the broker has the lease message, before the log says so.</summary>
    AcknowledgesBeforeTheLog,

    /// <summary>Lease messages are not written to the log.</summary>
    SkipsTheLog,

    /// <summary>The first lease is not read back.</summary>
    DoesNotReadBack,

    /// <summary>Runners do not let the lease expire by themselves.</summary>
    IgnoresTheClock,

    /// <summary>A redelivered message of the sender is started at once.</summary>
    DoesNotWaitForSilentOwners,

    /// <summary>The message is acknowledged before the end is in the log.</summary>
    AcknowledgesBeforeTheEnd,

    /// <summary>Redelivered and requeued messages are started without asking the log.</summary>
    SkipsTheOwnershipCheck,

    /// <summary>A requeued job is started first and leased then.</summary>
    StartsBeforeItLeases,

    /// <summary>A worker that starts again requeues all lease messages of its predecessor.</summary>
    ForgetsItsRuns,

    /// <summary>A leased job counts as kept while probes succeed, however old its lease message is.</summary>
    TrustsTheConnection,
}
