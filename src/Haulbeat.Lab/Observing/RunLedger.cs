using System.Globalization;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Observing;

/// <summary>The runs of a cell: those that its ledger names, and which of their processes died without an entry.</summary>
internal sealed class RunLedger(string path, CellTimeline timeline)
{
    private readonly Dictionary<string, long?> starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> deaths = new(StringComparer.Ordinal);

    public IReadOnlyList<LabRun> Runs { get; private set; } = [];

    /// <summary>Whether a run is alive, or none has started yet.</summary>
    public bool IsBusy => Runs.Count == 0 || Runs.Any(run => run.End is null);

    /// <summary>Reads the ledger and looks at the processes.</summary>
    public void Refresh()
    {
        var lines = File.Exists(path) ? LedgerLine.ReadAll(File.ReadAllText(path)) : [];
        var ends = lines.Where(line => line.Ends).ToDictionary(line => line.Run, line => timeline.At(line.At), StringComparer.Ordinal);
        Runs = [.. lines.Where(line => !line.Ends).Select(line => ends.TryGetValue(line.Run, out var end)
            ? new LabRun(timeline.At(line.At), end, true, line.Pid)
            : new LabRun(timeline.At(line.At), DeathOf(line), false, line.Pid))];
    }

    private double? DeathOf(LedgerLine line)
    {
        if (deaths.TryGetValue(line.Run, out var death))
        {
            return death;
        }

        var now = Posix.StartTimeOf(line.Pid);
        starts.TryAdd(line.Run, now);
        return now is not null && now == starts[line.Run] ? null : deaths[line.Run] = timeline.Now;
    }
}

/// <summary>A line that the work wrote: <c>start RUN PID SECONDS</c> or <c>end RUN PID SECONDS</c>, on the boot-time clock.</summary>
internal sealed record LedgerLine(bool Ends, string Run, int Pid, double At)
{
    /// <summary>Reads a ledger. A line without its end is still being written; it is read next time.</summary>
    public static IReadOnlyList<LedgerLine> ReadAll(string text) =>
        [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    private static LedgerLine Read(string line) => line.Split(' ') is [var what, var run, var pid, var at]
        ? new LedgerLine(what == "end", run, int.Parse(pid, CultureInfo.InvariantCulture), double.Parse(at, CultureInfo.InvariantCulture))
        : throw new FormatException($"The ledger has an invalid line: '{line}'.");
}
