using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Proxying;

namespace Haulbeat.Lab.Faults;

/// <summary>The parts of a cell that a fault acts on.</summary>
internal sealed class FaultTarget(ConnectionProxy proxy, CellTimeline timeline, Func<int, SupervisedProgram> start) : IAsyncDisposable
{
    private SupervisedProgram? second;

    public ConnectionProxy Proxy { get; } = proxy;

    public CellTimeline Timeline { get; } = timeline;

    /// <summary>The consumer's process.</summary>
    public SupervisedProgram Worker { get; } = start(1);

    /// <summary>Starts a second consumer.</summary>
    public void StartSecond() => second = start(2);

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        if (second is not null)
        {
            await second.DisposeAsync();
        }
    }
}
