using Haulbeat.Lab.Brokers;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Proxying;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;
using Haulbeat.Lab.Tidying;
using Haulbeat.RabbitMQ.Leases;

namespace Haulbeat.Lab.Cells;

/// <summary>One message under one strategy and one fault: set up, watched, looked at, tidied away.</summary>
internal sealed class Cell(CellPlan plan, CellNames names, LabSettings settings, BrokerDesk desk, SharedRestart? restart, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly CellClock clock = new();

    public async Task<LabCell> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(names.Folder);
        var diary = new Diary(clock);
        var book = new RunBook(names.Ledger, clock);
        try
        {
            await desk.MakeAsync(names.Queue, Arguments(), plan.Body(plan.FaultAfter.TotalSeconds), cancellationToken);
            diary.Note("sent", "message sent");
            return await WatchAsync(diary, book, cancellationToken);
        }
        finally
        {
            await LabProcesses.KillAsync(names.Mark, time);
            await new CellTidier(desk).RemoveAsync(names);
        }
    }

    private Dictionary<string, object?> Arguments() => (plan.Fault.Kind, plan.AckTimeout) switch
    {
        (FaultKind.AckTimeout, { } timeout) => new() { ["x-queue-type"] = "quorum", ["x-consumer-timeout"] = (long)timeout.TotalMilliseconds },

        // From 4.3 on classic queues know no ack timeout.
        (FaultKind.AckTimeout, null) => new() { ["x-queue-type"] = "quorum" },
        _ => [],
    };

    private async Task<LabCell> WatchAsync(Diary diary, RunBook book, CancellationToken cancellationToken)
    {
        var report = await RunProgramsAsync(diary, book, cancellationToken);
        await LabProcesses.KillAsync(names.Mark, time);
        var (left, buried) = await new MessageSearch(desk, names, time).LookAsync(cancellationToken);
        return report.Of(left, buried);
    }

    private async Task<CellReport> RunProgramsAsync(Diary diary, RunBook book, CancellationToken cancellationToken)
    {
        await using var proxy = new LabProxy(desk.Address.Host, desk.Address.Port, clock, heard => Hear(heard, diary));
        var launcher = new StrategyLauncher(settings, names, desk.Address, proxy.Port);
        await using var stage = new CellStage(proxy, diary, number => new SupervisedProgram(launcher.Of(plan.Strategy, number), time));
        var script = new FaultScript(plan, stage, restart, settings.Heartbeat, time);
        var end = await WatchRunsAsync(script, book, cancellationToken);
        return new CellReport(plan, script, end, book.Runs, proxy.Seen, diary.Marks);
    }

    // Haulbeat acks copies of the message again and again: none of them is the message's end.
    private void Hear(ProxyEvent heard, Diary diary)
    {
        if (heard == ProxyEvent.TakenBack)
        {
            diary.Note("timeout", "the broker takes the message back");
        }
        else if (plan.Strategy.Kind != StrategyKind.Haulbeat)
        {
            diary.Note("acked", "acked");
        }
    }

    /// <returns>When it was over.</returns>
    private async Task<double> WatchRunsAsync(FaultScript script, RunBook book, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? fault = null;
        try
        {
            var watch = new QuietWatch(CellPlanner.Quiet(settings.Heartbeat).TotalSeconds, plan.Limit.TotalSeconds);
            do
            {
                await Task.Delay(Pause, time, cancellationToken);
                book.Refresh();
                fault ??= book.Runs.Count > 0 ? script.RunAsync(over.Token) : null;
                if (fault is { IsFaulted: true })
                {
                    await fault;
                }
            }
            while (!watch.IsOver(clock.Now, book.Runs, fault is { IsCompleted: true }));
            return clock.Now;
        }
        finally
        {
            await over.CancelAsync();
            await (fault ?? script.AbandonAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
