using Haulbeat.Receiving;

namespace Haulbeat.Cli.Examining;

/// <summary>Runners need pidfd_open (5.3); posix_spawn and the rest are older.</summary>
internal static class KernelCheck
{
    private static readonly Version Oldest = new(5, 3);

    public static Finding Look() => Judge(Environment.OSVersion.Version);

    public static Finding Judge(Version kernel) => kernel >= Oldest
        ? new Finding("kernel", FindingVerdict.Good, $"Linux {kernel.ToString(2)}.")
        : new Finding("kernel", FindingVerdict.Bad, $"Linux {kernel.ToString(2)} is too old: jobs' ends cannot be watched without pidfd_open. Use 5.3 or newer.");
}
