using System.Globalization;

namespace Haulbeat.Cli;

/// <summary>What the kernel does with signals that this process was started with.</summary>
internal static class SignalDisposition
{
    public static bool IsIgnored(int signal)
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask)
            && (mask >> (signal - 1) & 1) == 1;
    }
}
