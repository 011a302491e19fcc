using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Proxying;
using Haulbeat.Worker;

namespace Haulbeat.Lab.Cells;

/// <summary>What a fault works on.</summary>
internal sealed class CellStage(LabProxy proxy, Diary diary, Func<int, SupervisedProgram> start) : IAsyncDisposable
{
    private SupervisedProgram? another;

    public LabProxy Proxy { get; } = proxy;

    public Diary Diary { get; } = diary;

    /// <summary>The consumer's process.</summary>
    public SupervisedProgram Worker { get; } = start(1);

    /// <summary>Starts a second consumer.</summary>
    public void StartAnother() => another = start(2);

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        if (another is not null)
        {
            await another.DisposeAsync();
        }
    }
}
