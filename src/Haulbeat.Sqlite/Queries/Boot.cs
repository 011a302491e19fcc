using Haulbeat.Jobs;

namespace Haulbeat.Sqlite.Queries;

/// <summary>The machine's present boot. A lease of an earlier one is over: none of its processes is left.</summary>
internal static class Boot
{
    public static string Id { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public static long Now => BootClock.Now.Nanoseconds;
}
