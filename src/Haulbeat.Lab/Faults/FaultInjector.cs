using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Proxying;

namespace Haulbeat.Lab.Faults;

/// <summary>Injects a cell's fault. It starts with the first run.</summary>
internal sealed class FaultInjector(CellPlan plan, FaultTarget target, SharedRestart? restart, TimeSpan heartbeat, TimeProvider time)
{
    // RabbitMQ.Client takes 5 s to reconnect.
    private static readonly TimeSpan BetweenTwo = TimeSpan.FromSeconds(7);

    private bool ready;

    /// <summary>When the worker was killed or frozen, or null.</summary>
    public double? GoneAt { get; private set; }

    /// <summary>The connections that it had then.</summary>
    public IReadOnlyList<ProxiedConnection> GoneWith { get; private set; } = [];

    /// <summary>What was frozen, or null.</summary>
    public Freeze? Freeze { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(plan.FaultAfter, time, cancellationToken);
            await InjectAsync(cancellationToken);
        }
        finally
        {
            ReportReady();
        }
    }

    /// <summary>No run has started, so there is nothing to disturb.</summary>
    public void Abandon() => ReportReady();

    private async Task InjectAsync(CancellationToken cancellationToken)
    {
        switch (plan.Fault.Kind)
        {
            case FaultKind.Cut:
                Cut();
                break;
            case FaultKind.BrokerRestart:
                await RestartBrokerAsync(cancellationToken);
                break;
            case FaultKind.WorkerKilled:
                Kill();
                break;
            case FaultKind.WorkerFrozen:
                await FreezeAsync(cancellationToken);
                break;
            case FaultKind.TwoInARow:
                Cut();
                await Task.Delay(BetweenTwo, time, cancellationToken);
                Kill();
                break;
            default:
                // The ack timeout and the crash need nothing from here.
                break;
        }
    }

    private void Cut()
    {
        target.Timeline.Add("cut", "all connections reset");
        target.Proxy.Cut();
    }

    private void Kill()
    {
        NoteOpenConnections();
        BlameFault(GoneWith);
        GoneAt = target.Timeline.Add("kill", $"worker {target.Worker.Pid} killed");
        target.Worker.Signal(Posix.Kill);
    }

    private async Task FreezeAsync(CancellationToken cancellationToken)
    {
        NoteOpenConnections();
        var pid = target.Worker.Pid;
        var from = target.Timeline.Add("freeze", $"worker {pid} stopped, another started");
        GoneAt = from;
        Freeze = new Freeze(pid, from, double.MaxValue);
        target.Worker.Signal(Posix.Stop);
        target.StartSecond();
        await Task.Delay(CellPlan.Freeze(heartbeat), time, cancellationToken);
        Freeze = new Freeze(pid, from, target.Timeline.Add("wake", $"worker {pid} continued"));
        target.Worker.Signal(Posix.Continue);
    }

    private async Task RestartBrokerAsync(CancellationToken cancellationToken)
    {
        ReportReady();
        await restart!.Begins.WaitAsync(cancellationToken);
        BlameFault(target.Proxy.All);
        target.Timeline.Add("restart", "broker restarted");
        await restart.Restarted.WaitAsync(cancellationToken);
    }

    private static void BlameFault(IReadOnlyList<ProxiedConnection> connections)
    {
        foreach (var connection in connections)
        {
            connection.EndsByFault = true;
        }
    }

    private void NoteOpenConnections() => GoneWith = [.. target.Proxy.All.Where(connection => connection.End is null)];

    private void ReportReady()
    {
        if (!ready)
        {
            ready = true;
            restart?.ReportReady();
        }
    }
}
