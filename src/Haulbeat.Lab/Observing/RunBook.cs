using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Reporting;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Lab.Observing;

/// <summary>The runs of a cell: what their ledger says, and whose process is gone without a word.</summary>
internal sealed class RunBook(string ledger, CellClock clock)
{
    private readonly Dictionary<string, long?> births = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> deaths = new(StringComparer.Ordinal);

    public IReadOnlyList<LabRun> Runs { get; private set; } = [];

    /// <summary>Whether a run is alive.</summary>
    public bool Busy => Runs.Any(run => run.End is null);

    /// <summary>Reads the ledger and looks at the processes.</summary>
    public void Refresh()
    {
        var lines = File.Exists(ledger) ? LedgerLine.ReadAll(File.ReadAllText(ledger)) : [];
        var ends = lines.Where(line => line.Ends).ToDictionary(line => line.Run, line => clock.Of(line.At), StringComparer.Ordinal);
        Runs = [.. lines.Where(line => !line.Ends).Select(line => RunOf(line, ends))];
    }

    private LabRun RunOf(LedgerLine start, Dictionary<string, double> ends)
    {
        var began = clock.Of(start.At);
        return ends.TryGetValue(start.Run, out var end)
            ? new LabRun(began, end, true, start.Pid)
            : new LabRun(began, DeathOf(start), false, start.Pid);
    }

    private double? DeathOf(LedgerLine start)
    {
        if (deaths.TryGetValue(start.Run, out var death))
        {
            return death;
        }

        if (!births.TryGetValue(start.Run, out var birth))
        {
            births[start.Run] = birth = ProcessBirth.Of(start.Pid);
        }

        return ProcessBirth.Runs(start.Pid, birth) ? null : deaths[start.Run] = clock.Now;
    }
}
