using Haulbeat.Runner.Posix;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>A cgroup of its own for each job needs cgroup v2, writable by this user.</summary>
internal static class CgroupCheck
{
    private const int Writable = 2; // W_OK
    private static readonly string[] Roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

    public static Check Look()
    {
        if (Array.Find(Roots, root => File.Exists(root + "/cgroup.controllers")) is not { } root)
        {
            return Limited("There is no cgroup v2 here.");
        }

        var own = root + OwnGroup();
        return Directory.Exists(own) && Libc.access(own, Writable) == 0
            ? new Check("cgroup", CheckVerdict.Good, $"cgroup v2 at {own} is writable.")
            : Limited($"cgroup v2 at {own} is not writable for this user.");
    }

    private static Check Limited(string what) => new(
        "cgroup", CheckVerdict.Warning, what + " Jobs are still followed and killed as process trees under their runner, but cannot have limits for memory and CPU. Under systemd, Delegate=yes gives a service its own cgroup.");

    // A line "0::/user.slice/…" for the unified hierarchy.
    private static string OwnGroup() =>
        File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..].TrimEnd('/') ?? "";
}
