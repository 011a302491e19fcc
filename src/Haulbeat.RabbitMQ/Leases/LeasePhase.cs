namespace Haulbeat.RabbitMQ.Leases;

/// <summary>Where one job's lease is on its way.</summary>
internal enum LeasePhase
{
    /// <summary>The job is unacked or leased, and renewed when that is due.</summary>
    Open,

    /// <summary>The job ended; its end is being written to the event log before its messages are acknowledged.</summary>
    LoggingEnd,

    /// <summary>The job ended and was never leased: its only message is acknowledged while its end is being written.</summary>
    EndingUnleased,

    /// <summary>The job ended, and there is no event log: its messages are acknowledged as soon as they are here and none is under way.</summary>
    EndingWithoutLog,

    /// <summary>The end counts; the messages are being acknowledged.</summary>
    Acknowledging,

    /// <summary>The job is settled. Messages of it that still come are acknowledged.</summary>
    Settled,

    /// <summary>The job was released. Messages of it that still come are requeued.</summary>
    Released,

    /// <summary>The receiver ended. The job stays where it is.</summary>
    Detached,
}
