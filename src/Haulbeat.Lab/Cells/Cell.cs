using Haulbeat.Lab.Brokers;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Processes;
using Haulbeat.Lab.Proxying;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Cells;

/// <summary>One message under one strategy and one fault: set up, observed, reported, cleaned up.</summary>
internal sealed class Cell(CellPlan plan, CellNames names, LabSettings settings, BrokerClient broker, SharedRestart? restart, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // The broker requeues the messages of a lost connection, but not at once.
    private static readonly TimeSpan RequeueTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RequeuePollInterval = TimeSpan.FromMilliseconds(400);

    private readonly CellTimeline timeline = new();

    public async Task<LabCell> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(names.Folder);
        try
        {
            await broker.CreateQueueAsync(names.Queue, QueueArguments(), plan.Body, cancellationToken);
            timeline.Add("sent", "message sent");
            var report = await RunProgramsAsync(cancellationToken);
            await TaggedProcesses.KillAsync(names.Tag, time);
            var (left, deadLettered) = await FindMessageAsync(cancellationToken);
            return report.Of(left, deadLettered);
        }
        finally
        {
            await TaggedProcesses.KillAsync(names.Tag, time);
            await broker.TryDeleteQueuesAsync(names.Queues);
        }
    }

    private Dictionary<string, object?> QueueArguments() => (plan.Fault.Kind, plan.AckTimeout) switch
    {
        (FaultKind.AckTimeout, { } timeout) => new() { ["x-queue-type"] = "quorum", ["x-consumer-timeout"] = (long)timeout.TotalMilliseconds },

        // From 4.3 on classic queues have no ack timeout.
        (FaultKind.AckTimeout, null) => new() { ["x-queue-type"] = "quorum" },
        _ => [],
    };

    private async Task<CellReport> RunProgramsAsync(CancellationToken cancellationToken)
    {
        await using var proxy = new ConnectionProxy(broker.Host, broker.Port, timeline, NoteFrame);
        var launcher = new StrategyLauncher(settings, names, broker.AddressThrough(proxy.Port));
        await using var target = new FaultTarget(proxy, timeline, number => new SupervisedProgram(launcher.Start(plan.Strategy, number), time));
        var injector = new FaultInjector(plan, target, restart, settings.Heartbeat, time);
        var ledger = new RunLedger(names.Ledger, timeline);
        var end = await ObserveAsync(injector, ledger, cancellationToken);
        return new CellReport(plan, injector, end, ledger.Runs, proxy.Connections, timeline.Marks);
    }

    // Haulbeat acks its lease messages over and over: no single ack is the end of the message.
    private void NoteFrame(AmqpFrame frame)
    {
        if (frame == AmqpFrame.AckTimeout)
        {
            timeline.Add("timeout", "the broker takes the message back");
        }
        else if (plan.Strategy.Kind != StrategyKind.Haulbeat)
        {
            timeline.Add("acked", "acked");
        }
    }

    // Injects the fault once the first run has started. The cell is over when nothing has happened for a while, or at its limit.
    private async Task<double> ObserveAsync(FaultInjector injector, RunLedger ledger, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (quiet, limit) = (CellPlan.Quiet(settings.Heartbeat).TotalSeconds, plan.Limit.TotalSeconds);
        Task? fault = null;
        var (now, lastActivity) = (0.0, 0.0);
        try
        {
            while (now <= limit && now - lastActivity <= quiet)
            {
                await Task.Delay(PollInterval, time, cancellationToken);
                ledger.Refresh();
                fault ??= ledger.Runs.Count > 0 ? injector.RunAsync(over.Token) : null;
                if (fault is { IsFaulted: true })
                {
                    await fault;
                }

                now = timeline.Now;
                if (fault is not { IsCompleted: true } || ledger.IsBusy)
                {
                    lastActivity = now;
                }
            }

            return now;
        }
        finally
        {
            await over.CancelAsync();
            if (fault is null)
            {
                injector.Abandon();
            }
            else
            {
                await fault.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<(bool Left, bool DeadLettered)> FindMessageAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var counts = await broker.CountMessagesAsync(names.Queues, cancellationToken);
            var left = names.LiveQueues.Any(queue => counts.GetValueOrDefault(queue) > 0);
            var deadLettered = counts.GetValueOrDefault(names.DeadLetters) > 0;
            if (left || deadLettered || time.GetElapsedTime(start) > RequeueTime)
            {
                return (left, deadLettered);
            }

            await Task.Delay(RequeuePollInterval, time, cancellationToken);
        }
    }
}
