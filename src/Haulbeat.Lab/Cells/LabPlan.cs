using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Cells;

/// <summary>All cells, how many run at a time, and how long that takes. No clock, no I/O.</summary>
internal sealed record LabPlan(IReadOnlyList<CellPlan> Cells, int AtOnce)
{
    // A cell mostly waits. It needs a core only for the few hundred milliseconds in which its programs start.
    private const int CellsPerCore = 10;
    private const int MaxAtOnce = 40;

    /// <summary>The cells that run, by phase. Each phase waits for the previous one.</summary>
    public IReadOnlyList<IReadOnlyList<CellPlan>> Phases =>
        [.. new[] { Running.Where(cell => !cell.Last), Running.Where(cell => cell.Last) }.Select(phase => phase.OrderByDescending(cell => cell.Expected).ToList()).Where(phase => phase.Count > 0)];

    /// <summary>Whether the lab needs a broker of its own with a short ack timeout.</summary>
    public bool NeedsShortAckTimeout => Running.Any(HasShortAckTimeout);

    /// <summary>Whether the lab needs a broker with the default settings.</summary>
    public bool NeedsStandardBroker => Running.Any(cell => !HasShortAckTimeout(cell));

    public int Count => Running.Count();

    /// <summary>How long all of it usually takes.</summary>
    public TimeSpan Expected => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Makespan(phase.Select(cell => cell.Expected), phase[0].Last ? phase.Count : AtOnce));

    private IEnumerable<CellPlan> Running => Cells.Where(cell => cell.Why is null);

    public static LabPlan Of(LabSettings settings, Version? givenBroker, int cores) => new(
        [.. from strategy in Strategy.All.Where(strategy => settings.Strategies.Contains(strategy.Row))
            from fault in Fault.All.Where(fault => settings.Faults.Contains(fault.Column))
            select CellPlan.Of(strategy, fault, settings, givenBroker)],
        Math.Min(cores * CellsPerCore, MaxAtOnce));

    public LabOutline Outline(string? broker) => new(broker, Count, AtOnce, Expected);

    private static bool HasShortAckTimeout(CellPlan cell) => cell.Fault.Kind == FaultKind.AckTimeout && cell.AckTimeout is null;

    private static TimeSpan Makespan(IEnumerable<TimeSpan> durations, int lanes)
    {
        var free = new PriorityQueue<TimeSpan, TimeSpan>(Enumerable.Repeat((TimeSpan.Zero, TimeSpan.Zero), lanes));
        var last = TimeSpan.Zero;
        foreach (var duration in durations)
        {
            var end = free.Dequeue() + duration;
            free.Enqueue(end, end);
            last = end > last ? end : last;
        }

        return last;
    }
}
