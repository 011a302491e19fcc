using System.Globalization;
using Haulbeat.Jobs;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Checks this machine for what the guarantees rest on.</summary>
internal static class HostChecks
{
    private static readonly Version OldestKernel = new(5, 3);
    private static readonly string[] CgroupRoots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];
    private const long OpenFilesFor500Jobs = 4096;

    public static IEnumerable<Check> Run() => [Kernel(Environment.OSVersion.Version), Clock(), Cgroup(), OpenFiles(OpenFilesLimit())];

    /// <summary>Runners need pidfd_open, of Linux 5.3. posix_spawn and the rest are older.</summary>
    public static Check Kernel(Version kernel) => kernel >= OldestKernel
        ? new Check("kernel", CheckVerdict.Good, $"Linux {kernel.ToString(2)}.")
        : new Check("kernel", CheckVerdict.Bad, $"Linux {kernel.ToString(2)} is too old: without pidfd_open, runners cannot watch their jobs. Use 5.3 or newer.");

    /// <summary>A worker needs a few open files for each running job.</summary>
    public static Check OpenFiles(long? limit) => limit switch
    {
        null => new Check("open files", CheckVerdict.Good, "No limit on open files."),
        < OpenFilesFor500Jobs => new Check("open files", CheckVerdict.Warning, $"The limit of {limit} open files is enough for about {limit / 8} jobs at once on one worker. For more slots, raise it (ulimit -n, LimitNOFILE=)."),
        _ => new Check("open files", CheckVerdict.Good, $"Up to {limit} open files."),
    };

    // Leases are measured by the clock that counts from boot and goes on during sleep.
    private static Check Clock() => BootClock.Now.Nanoseconds > 0
        ? new Check("clock", CheckVerdict.Good, "The boot-time clock works: leases hold when the machine sleeps or its clock is set.")
        : new Check("clock", CheckVerdict.Bad, "There is no boot-time clock (CLOCK_BOOTTIME): after the machine slept, a job could run twice at once. Use another kernel or container runtime.");

    private static Check Cgroup()
    {
        if (Array.Find(CgroupRoots, root => File.Exists(root + "/cgroup.controllers")) is not { } root)
        {
            return NoCgroup("There is no cgroup v2.");
        }

        var own = root + OwnCgroup();
        return Directory.Exists(own) && NativeMethods.IsWritable(own)
            ? new Check("cgroup", CheckVerdict.Good, $"cgroup v2 at {own} is writable.")
            : NoCgroup($"This user cannot write cgroup v2 at {own}.");
    }

    private static Check NoCgroup(string fact) => new(
        "cgroup", CheckVerdict.Warning, fact + " Jobs are still followed and killed as process trees, but cannot have limits for memory and CPU. Under systemd, Delegate=yes gives a service its own cgroup.");

    // The line "0::/user.slice/…" is the unified hierarchy.
    private static string OwnCgroup() =>
        File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..].TrimEnd('/') ?? "";

    // The hard limit: .NET raises the soft one to it at start.
    private static long? OpenFilesLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
