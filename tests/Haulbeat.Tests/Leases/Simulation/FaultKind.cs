namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The broker gives up a connection at once; the worker learns of it later.</summary>
    BrokerCloses,

    /// <summary>The worker's side of a connection breaks; the broker learns of it later.</summary>
    ClientCloses,

    /// <summary>Nothing passes between a host and the broker.</summary>
    Partition,

    /// <summary>Each message takes up to seconds.</summary>
    SlowNetwork,

    /// <summary>The worker stands still (SIGSTOP), its runners go on.</summary>
    Freeze,

    /// <summary>The worker is killed and started again on the same state directory.</summary>
    WorkerCrash,

    /// <summary>Worker, runners and jobs are gone at once; the host boots again later.</summary>
    HostCrash,

    /// <summary>The broker is killed and started again.</summary>
    BrokerCrash,

    /// <summary>The broker's host loses power: streams are not synced, so that the log loses its last entries, which were confirmed.</summary>
    PowerLoss,

    /// <summary>A lease message is there twice.</summary>
    DuplicateMessage,

    /// <summary>The sender sends the same job again.</summary>
    SendAgain,

    /// <summary>The worker requeues its jobs.</summary>
    Release,
}
