using System.Globalization;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>A worker needs a few open files for each running job.</summary>
internal static class OpenFilesCheck
{
    private const long ForFiveHundredJobs = 4096;

    public static Check Look() => Judge(Limit());

    public static Check Judge(long? limit) => limit switch
    {
        null => new Check("open files", CheckVerdict.Good, "There is no limit on open files."),
        < ForFiveHundredJobs => new Check("open files", CheckVerdict.Warning, $"The limit of {limit} open files is enough for about {limit / 8} jobs at once on one worker. Raise it (ulimit -n, LimitNOFILE=) for more slots."),
        _ => new Check("open files", CheckVerdict.Good, $"Up to {limit} open files."),
    };

    // The hard limit: .NET raises the soft one to it at start.
    private static long? Limit()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
