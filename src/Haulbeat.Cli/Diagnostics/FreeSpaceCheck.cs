using System.Globalization;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Runs' logs take up to 16 MiB each; an embedded queue lies on the same disk.</summary>
internal static class FreeSpaceCheck
{
    private const long Enough = 1L << 30;
    private const long Needed = 64L << 20;

    public static Check Look(string path) => Judge(path, new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace);

    public static Check Judge(string path, long free)
    {
        var size = (free / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture) + " GiB";
        return free switch
        {
            < Needed => new Check("disk", CheckVerdict.Bad, $"Only {size} are free at {path}: jobs' records and results cannot be kept. Make room."),
            < Enough => new Check("disk", CheckVerdict.Warning, $"Only {size} are free at {path}; each running job's log can take 16 MiB. Make room before it is needed."),
            _ => new Check("disk", CheckVerdict.Good, $"{size} are free at {path}."),
        };
    }
}
