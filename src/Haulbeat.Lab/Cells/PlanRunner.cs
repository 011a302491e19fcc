using System.Collections.Concurrent;
using Haulbeat.Lab.Brokers;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Reporting;
using Haulbeat.Transports;

namespace Haulbeat.Lab.Cells;

/// <summary>Runs the cells of a plan, many at a time.</summary>
/// <param name="plan">The plan.</param>
/// <param name="settings">What the lab shows.</param>
/// <param name="brokers">The brokers.</param>
/// <param name="names">The names of the cell with this number.</param>
/// <param name="time">The clock.</param>
internal sealed class PlanRunner(LabPlan plan, LabSettings settings, BrokerSet brokers, Func<int, CellNames> names, TimeProvider time)
{
    private readonly ConcurrentDictionary<CellPlan, LabCell> done = new(ReferenceEqualityComparer.Instance);

    /// <param name="finished">Called after each cell.</param>
    /// <param name="cancellationToken">Ends all cells early. They clean up first.</param>
    /// <returns>All cells in the plan's order, including those that cannot run.</returns>
    public async Task<IReadOnlyList<LabCell>> RunAsync(Action<LabCell> finished, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var phase in plan.Phases)
        {
            var last = phase[0].Last;
            var restart = last ? new SharedRestart(phase.Count, brokers.RestartAsync, cancellationToken) : null;
            var numbered = phase.Select(cell => (Plan: cell, Number: ++number)).ToList();
            var options = new ParallelOptions { MaxDegreeOfParallelism = last ? phase.Count : plan.AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(numbered, options, async (cell, stop) =>
            {
                finished(done[cell.Plan] = await RunAsync(cell.Plan, names(cell.Number), restart, stop));
            });
        }

        return [.. plan.Cells.Select(cell => cell.Why is { } why ? CellReport.NotRun(cell, why) : done[cell])];
    }

    private async Task<LabCell> RunAsync(CellPlan cell, CellNames its, SharedRestart? restart, CancellationToken cancellationToken)
    {
        try
        {
            return await new Cell(cell, its, settings, brokers.For(cell), restart, time).RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is TransportException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return CellReport.NotRun(cell, exception.Message.TrimEnd('.'));
        }
    }
}
