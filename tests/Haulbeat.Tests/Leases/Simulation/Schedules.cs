namespace Haulbeat.Tests.Leases.Simulation;

/// <summary>Makes schedules by chance: the same seed makes the same schedule.</summary>
internal static class Schedules
{
    private static readonly FaultKind[] All = [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.PowerLoss)];
    private static readonly FaultKind[] Outages =
        [FaultKind.BrokerCloses, FaultKind.ClientCloses, FaultKind.Partition, FaultKind.Freeze, FaultKind.WorkerCrash, FaultKind.BrokerCrash];

    // Without a log nothing tells lease messages apart: whatever breaks between a lease message and its predecessor's acknowledgement may leave two that are started.
    private static readonly FaultKind[] Harmless = [FaultKind.Freeze];

    /// <summary>Everything goes wrong, at every bad moment.</summary>
    public static Schedule Wild(int seed)
    {
        var random = new Random(seed);
        return Make(seed, random) with { Faults = Faults(random, All, random.Next(7), 150 * World.Second) };
    }

    /// <summary>As wild, and the log loses its newest entries with the broker's power.</summary>
    public static Schedule LosingPower(int seed)
    {
        var random = new Random(seed);
        var kinds = All.Except([FaultKind.SendAgain]).Append(FaultKind.PowerLoss).ToArray();
        return Make(seed, random) with { Faults = [.. Faults(random, kinds, random.Next(5), 100 * World.Second), .. Faults(random, [FaultKind.PowerLoss], 1, World.Second)] };
    }

    /// <summary>All outages together are shorter than what is left of a lease between two renewals.</summary>
    public static Schedule Mild(int seed)
    {
        var random = new Random(seed);
        var schedule = Make(seed, random) with { LeaseAfter = 0, IsMild = true, HasOneName = false };
        var lease = schedule.Lease.Ticks * 100;
        return schedule with { Faults = Faults(random, Outages, random.Next(5), lease / 20) };
    }

    /// <summary>A broker without streams.</summary>
    public static Schedule WithoutLog(int seed)
    {
        var random = new Random(seed);
        var schedule = Make(seed, random) with { HasLog = false, HasOneName = false };
        return schedule with { Faults = Faults(random, Harmless, random.Next(5), schedule.Lease.Ticks * 100 / 20) };
    }

    private static Schedule Make(int seed, Random random) => new()
    {
        Seed = seed,
        Lease = TimeSpan.FromSeconds(random.Next(3) switch { 0 => 15, 1 => 30, _ => 60 }),
        LeaseAfter = random.Next(2) * 5 * World.Second,
        Hosts = 2 + random.Next(2),
        HasOneName = random.Next(8) == 0,
        HasLog = true,
        IsMild = false,
        Jobs = [.. Enumerable.Range(0, 1 + random.Next(2)).Select(index => new SentJob($"job{index}", Time(random, 5 * World.Second), Time(random, 120 * World.Second)))],
        Faults = [],
    };

    private static Fault[] Faults(Random random, FaultKind[] kinds, int count, long longest) =>
        [.. Enumerable.Range(0, count).Select(_ => new Fault(kinds[random.Next(kinds.Length)], At(random), Time(random, longest), random.Next(100)))];

    // Half of them hit the first seconds, in which jobs are received and leased.
    private static long At(Random random) => random.Next(2) == 0 ? random.NextInt64(12 * World.Second) : random.NextInt64(150 * World.Second);

    // As many short ones as long ones.
    private static long Time(Random random, long longest) => (long)(World.Millisecond * Math.Pow(longest / (double)World.Millisecond, random.NextDouble()));
}
