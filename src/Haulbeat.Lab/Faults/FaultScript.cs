using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Proxying;
using Haulbeat.Runner.Posix;
using Haulbeat.Worker;

namespace Haulbeat.Lab.Faults;

/// <summary>Does to a cell what its fault is. It begins when the first run has begun.</summary>
internal sealed class FaultScript(CellPlan plan, CellStage stage, SharedRestart? restart, TimeSpan heartbeat, TimeProvider time)
{
    // RabbitMQ.Client takes 5 s to connect again.
    private static readonly TimeSpan BetweenTwo = TimeSpan.FromSeconds(7);

    private bool arrived;

    /// <summary>When the worker was killed or frozen, or null.</summary>
    public double? Gone { get; private set; }

    /// <summary>The connections it had then.</summary>
    public IReadOnlyList<ProxyLink> GoneWith { get; private set; } = [];

    /// <summary>What was frozen, or null.</summary>
    public Freezing? Frozen { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(plan.FaultAfter, time, cancellationToken);
            await DoAsync(cancellationToken);
        }
        finally
        {
            Arrive();
        }
    }

    /// <summary>No run has begun, so that there is nothing to do anything to.</summary>
    public Task AbandonAsync()
    {
        Arrive();
        return Task.CompletedTask;
    }

    private Task DoAsync(CancellationToken cancellationToken) => plan.Fault.Kind switch
    {
        FaultKind.Cut => Now(Cut),
        FaultKind.BrokerRestart => RestartBrokerAsync(cancellationToken),
        FaultKind.WorkerKilled => Now(Kill),
        FaultKind.WorkerFrozen => FreezeAsync(cancellationToken),
        FaultKind.TwoInARow => CutAndKillAsync(cancellationToken),
        _ => Task.CompletedTask,
    };

    private static Task Now(Action fault)
    {
        fault();
        return Task.CompletedTask;
    }

    private void Cut()
    {
        stage.Diary.Note("cut", "all connections reset");
        stage.Proxy.Cut();
    }

    private void Kill()
    {
        LeaveBehind();
        Blame(GoneWith);
        Gone = stage.Diary.Note("kill", $"worker {stage.Worker.Pid} killed");
        stage.Worker.Signal(Libc.SignalKill);
    }

    private async Task CutAndKillAsync(CancellationToken cancellationToken)
    {
        Cut();
        await Task.Delay(BetweenTwo, time, cancellationToken);
        Kill();
    }

    private async Task FreezeAsync(CancellationToken cancellationToken)
    {
        LeaveBehind();
        var pid = stage.Worker.Pid;
        var from = stage.Diary.Note("freeze", $"worker {pid} stopped, another started");
        Gone = from;
        Frozen = new Freezing(pid, from, double.MaxValue);
        stage.Worker.Signal(Libc.SignalStop);
        stage.StartAnother();
        await Task.Delay(CellPlanner.Freeze(heartbeat), time, cancellationToken);
        Frozen = new Freezing(pid, from, stage.Diary.Note("wake", $"worker {pid} woken"));
        stage.Worker.Signal(Libc.SignalContinue);
    }

    private async Task RestartBrokerAsync(CancellationToken cancellationToken)
    {
        Arrive();
        await restart!.Begins.WaitAsync(cancellationToken);
        Blame(stage.Proxy.Links);
        stage.Diary.Note("restart", "the broker is restarted");
        await restart.Restarted.WaitAsync(cancellationToken);
    }

    private static void Blame(IReadOnlyList<ProxyLink> links)
    {
        foreach (var link in links)
        {
            link.Blamed = true;
        }
    }

    private void LeaveBehind() => GoneWith = [.. stage.Proxy.Links.Where(link => link.End is null)];

    private void Arrive()
    {
        if (!arrived)
        {
            arrived = true;
            restart?.Arrive();
        }
    }
}
