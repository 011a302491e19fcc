using Haulbeat.Lab.Reporting;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Faults;

/// <summary>The faults there are, in the table's order.</summary>
internal static class FaultCatalogue
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Of(FaultKind.None, "none", "none", "Nothing goes wrong; the work lasts many heartbeats."),
        Of(FaultKind.AckTimeout, "ack-timeout", "ack timeout", "The broker waits for an ack for less time than the work takes."),
        Of(FaultKind.Cut, "cut", "connection cut", "All connections are reset once while the work runs; new ones work at once."),
        Of(FaultKind.BrokerRestart, "broker-restart", "broker restarted", "The broker is stopped in order and started again while the work runs."),
        Of(FaultKind.WorkerKilled, "worker-killed", "worker killed", "The consumer's process is killed (SIGKILL) while the work runs, and started again as a supervisor would."),
        Of(FaultKind.WorkerFrozen, "worker-frozen", "worker frozen", "The consumer's process is stopped (SIGSTOP) for more than four heartbeats, a second one takes its place, and the first is woken."),
        Of(FaultKind.JobCrash, "job-crash", "job crashed", "The process that works is killed, as by the out-of-memory killer, each time it is half-way through the work."),
        Of(FaultKind.TwoInARow, "two-in-a-row", "two in a row", "All connections are reset, and a few seconds later the consumer's process is killed and started again."),
    ];

    private static Fault Of(FaultKind kind, string name, string title, string summary) => new(kind, new LabFault(name, title, summary));
}
