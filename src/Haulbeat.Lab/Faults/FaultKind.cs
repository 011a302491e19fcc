using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Faults;

/// <summary>What goes wrong in a cell.</summary>
internal enum FaultKind
{
    None,
    AckTimeout,
    Cut,
    BrokerRestart,
    WorkerKilled,
    WorkerFrozen,
    JobCrash,
    TwoInARow,
}
