using System.Globalization;

namespace Haulbeat.Lab.Brokers;

/// <summary>The names that Haulbeat's workers use on a broker.</summary>
internal static class HaulbeatNames
{
    public const string EventLog = "haulbeat.events";
    private const string LeaseExchange = "haulbeat.leases";

    // The default of `haulbeat work --lease`. It is part of the lease queue's name.
    private static readonly TimeSpan DefaultLease = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<string> Exchanges { get; } = [LeaseExchange, "haulbeat.requeue"];

    public static string DeadLetters(string queue) => "haulbeat.dead." + queue;

    public static string Requeued(string queue) => "haulbeat.requeued." + queue;

    public static string Leases(string worker) => string.Create(CultureInfo.InvariantCulture, $"{LeaseExchange}.{worker}.{(long)DefaultLease.TotalMilliseconds}");
}
