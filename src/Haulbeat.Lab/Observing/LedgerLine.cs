using System.Globalization;

namespace Haulbeat.Lab.Observing;

/// <summary>A line that the work wrote: <c>start RUN PID SECONDS</c> or <c>end RUN PID SECONDS</c>, on the boot-time clock.</summary>
internal sealed record LedgerLine(bool Ends, string Run, int Pid, double At)
{
    /// <summary>Reads a ledger; a line that is just being written is left for the next time.</summary>
    public static IReadOnlyList<LedgerLine> ReadAll(string text) =>
        [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    private static LedgerLine Read(string line) => line.Split(' ') is [var what, var run, var pid, var at]
        ? new LedgerLine(what == "end", run, int.Parse(pid, CultureInfo.InvariantCulture), double.Parse(at, CultureInfo.InvariantCulture))
        : throw new FormatException($"The ledger holds the line '{line}'.");
}
