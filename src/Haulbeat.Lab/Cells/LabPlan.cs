using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Strategies;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Cells;

/// <summary>All cells, how many run side by side, and how long that takes. No clock, no I/O.</summary>
internal sealed record LabPlan(IReadOnlyList<CellPlan> Cells, int AtOnce)
{
    // A cell waits nearly all of its time; its few hundred milliseconds of starting programs are what takes the cores.
    private const int CellsPerCore = 10;
    private const int MostCells = 40;

    /// <summary>The cells that run, by phases: each phase waits for the one before.</summary>
    public IReadOnlyList<IReadOnlyList<CellPlan>> Phases =>
        [.. new[] { Running.Where(cell => !cell.Last), Running.Where(cell => cell.Last) }.Select(phase => phase.OrderByDescending(cell => cell.Expected).ToList()).Where(phase => phase.Count > 0)];

    /// <summary>Whether a broker of the lab's own is needed whose ack timeout is short.</summary>
    public bool NeedsShortAckTimeout => Running.Any(cell => cell.Fault.Kind == FaultKind.AckTimeout && cell.AckTimeout is null);

    /// <summary>Whether any cell runs on a broker as it comes.</summary>
    public bool NeedsPlainBroker => Running.Any(cell => cell.Fault.Kind != FaultKind.AckTimeout || cell.AckTimeout is not null);

    public int Count => Running.Count();

    /// <summary>How long all of it takes as a rule.</summary>
    public TimeSpan Expected => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Makespan(phase.Select(cell => cell.Expected), phase[0].Last ? phase.Count : AtOnce));

    private IEnumerable<CellPlan> Running => Cells.Where(cell => cell.Why is null);

    public static LabPlan Of(IEnumerable<Strategy> strategies, IReadOnlyList<Fault> faults, LabSettings settings, Venue venue, int cores) => new(
        [.. strategies.SelectMany(strategy => faults.Select(fault => CellPlanner.Plan(strategy, fault, settings, venue)))],
        Math.Min(cores * CellsPerCore, MostCells));

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
