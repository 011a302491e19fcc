using Haulbeat.Lab.Reporting;

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

/// <summary>A fault and how it is reported.</summary>
internal sealed record Fault(FaultKind Kind, LabFault Column)
{
    /// <summary>All faults, in the table's order.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        Of(FaultKind.None, "none", "none", "Nothing goes wrong; the work lasts many heartbeats."),
        Of(FaultKind.AckTimeout, "ack-timeout", "ack timeout", "The broker's ack timeout is shorter than the work."),
        Of(FaultKind.Cut, "cut", "connection cut", "All connections are reset once during the work; new ones work at once."),
        Of(FaultKind.BrokerRestart, "broker-restart", "broker restarted", "The broker is stopped cleanly and started again during the work."),
        Of(FaultKind.WorkerKilled, "worker-killed", "worker killed", "The consumer's process is killed (SIGKILL) during the work and restarted, as a supervisor does."),
        Of(FaultKind.WorkerFrozen, "worker-frozen", "worker frozen", "The consumer's process is stopped (SIGSTOP) for more than four heartbeats. A second consumer starts meanwhile; then the first one continues."),
        Of(FaultKind.JobCrash, "job-crash", "job crashed", "The process that does the work is killed before it is half done, each time, as the out-of-memory killer does."),
        Of(FaultKind.TwoInARow, "two-in-a-row", "two in a row", "All connections are reset. A few seconds later the consumer's process is killed and restarted."),
    ];

    public string Name => Column.Name;

    /// <summary>Whether it ends connections itself. Such losses are not the strategy's.</summary>
    public bool EndsConnections => Kind is not (FaultKind.None or FaultKind.AckTimeout);

    private static Fault Of(FaultKind kind, string name, string title, string summary) => new(kind, new LabFault(name, title, summary));
}
