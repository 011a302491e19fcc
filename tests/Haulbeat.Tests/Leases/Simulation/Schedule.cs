namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>All that one run of the simulation depends on. The same schedule gives the same run.</summary>
internal sealed record Schedule
{
    public const long Heartbeat = 10 * World.Second;

    /// <summary>Decides what the faults leave open: how long each message takes, who is first.</summary>
    public required int Seed { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <summary>0: leased before it is started.</summary>
    public required long LeaseAfter { get; init; }

    public required int Hosts { get; init; }

    /// <summary>Whether all workers have one name, and with it one lease queue.</summary>
    public required bool HasOneName { get; init; }

    public required bool HasLog { get; init; }

    /// <summary>Whether no outage is as long as the lease: then each job is started once.</summary>
    public required bool IsMild { get; init; }

    public required IReadOnlyList<SentJob> Jobs { get; init; }

    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Whether the log can lose what it confirmed: then nothing is lost still, but jobs may be done again.</summary>
    public bool LosesLog => Faults.Any(fault => fault.Kind == FaultKind.PowerLoss);

    /// <summary>From when on everything is well.</summary>
    public long CalmFrom => Faults.Select(fault => fault.At + fault.Length).Concat(Jobs.Select(job => job.SentAt + job.Duration)).Max();

    public override string ToString() =>
        $"seed {Seed}, lease {Lease.TotalSeconds} s, leased after {World.Show(LeaseAfter)}, {Hosts} hosts{(HasOneName ? " of one name" : "")}{(HasLog ? "" : ", no log")}{(IsMild ? ", mild" : "")}\n"
        + string.Join('\n', Jobs.Select(job => $"  {job.Key} sent at {World.Show(job.SentAt)}, takes {World.Show(job.Duration)}").Concat(Faults.Select(fault => $"  {fault}")));
}
