using Haulbeat.Lab.Reporting;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Lab.Cells;

/// <summary>The moments that mattered in a cell, from whichever thread.</summary>
internal sealed class Diary(CellClock clock)
{
    private readonly Lock gate = new();
    private readonly List<LabMark> marks = [];

    public IReadOnlyList<LabMark> Marks
    {
        get
        {
            lock (gate)
            {
                return [.. marks.OrderBy(mark => mark.At)];
            }
        }
    }

    public double Note(string kind, string text)
    {
        var now = clock.Now;
        lock (gate)
        {
            marks.Add(new LabMark(now, kind, text));
        }

        return now;
    }
}
