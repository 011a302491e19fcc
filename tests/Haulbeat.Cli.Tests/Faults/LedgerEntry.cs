using System.Globalization;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Tests.Faults;

/// <summary>A line that a job wrote: it started, it ended, or it found that it ran twice at once.</summary>
internal sealed record LedgerEntry(string What, string Job, int Run, int Pid, TimeSpan At)
{
    public const string Start = "start";
    public const string End = "end";
    public const string Twice = "twice";

    public static LedgerEntry Parse(string line)
    {
        var words = line.Split(' ');
        return new LedgerEntry(words[0], words[1], int.Parse(words[2]), int.Parse(words[3]), TimeSpan.FromSeconds(double.Parse(words[4], CultureInfo.InvariantCulture)));
    }
}
