using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Runners need pidfd_open (5.3); posix_spawn and the rest are older.</summary>
internal static class KernelCheck
{
    private static readonly Version Oldest = new(5, 3);

    public static Check Look() => Judge(Environment.OSVersion.Version);

    public static Check Judge(Version kernel) => kernel >= Oldest
        ? new Check("kernel", CheckVerdict.Good, $"Linux {kernel.ToString(2)}.")
        : new Check("kernel", CheckVerdict.Bad, $"Linux {kernel.ToString(2)} is too old: jobs' ends cannot be watched without pidfd_open. Use 5.3 or newer.");
}
