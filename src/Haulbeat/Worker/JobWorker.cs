using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Monitoring;
using Haulbeat.Transports;

namespace Haulbeat.Worker;

/// <summary>Takes jobs from a transport and runs each in a process of its own.</summary>
public sealed class JobWorker
{
    private readonly ITransport transport;
    private readonly WorkerOptions options;
    private readonly TimeProvider time;

    /// <summary>Makes a worker, which does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="transport">Where the jobs come from.</param>
    /// <param name="options">What to do.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">An option is wrong: <see cref="WorkerOptions.Validate"/>.</exception>
    public JobWorker(ITransport transport, WorkerOptions options, TimeProvider time)
    {
        if (options.Validate() is [var first, ..])
        {
            throw new ArgumentException($"{first.Option}: {first.Problem}", nameof(options));
        }

        Statistics = new WorkerStatistics(options.Reporter);
        (this.transport, this.options, this.time) = (transport, options with { Reporter = Statistics }, time);
    }

    /// <summary>What the worker did and does.</summary>
    public WorkerStatistics Statistics { get; }

    /// <summary>Works until told to stop, or as long as the options say.</summary>
    /// <param name="signals">How it is told to stop.</param>
    /// <exception cref="TransportException">The transport cannot be reached at the start, or refuses. Runs that an earlier worker left go on.</exception>
    public async Task RunAsync(StopSignals signals)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Drain, signals.Requeue, signals.Detach);
        Report(new WorkerEvent.WorkerUp(options.Name, options.StateDirectory.Path, Environment.ProcessId));
        var receiver = await transport.OpenReceiverAsync(options.ToReceiveOptions(), stop.Token).ConfigureAwait(false);
        await using (receiver.ConfigureAwait(false))
        {
            await WorkAsync(receiver, signals, stop.Token).ConfigureAwait(false);
        }

        Report(new WorkerEvent.WorkerDown(options.Name, Statistics.Succeeded, Statistics.Dead, Statistics.Requeued, Statistics.Detached));
    }

    private async Task WorkAsync(IJobReceiver receiver, StopSignals signals, CancellationToken stop)
    {
        var executor = new ProcessExecutor(options.ToExecutorOptions(), time);
        await using var executorScope = executor.ConfigureAwait(false);
        var left = await executor.FindUnsettledAsync(stop).ConfigureAwait(false);
        var deliveries = await receiver.ReattachAsync([.. left.Select(run => run.ToResume())], stop).ConfigureAwait(false);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var slots = new Slots(options, receiver, new JobPipeline(options, executor, signals, time), end, time);
        foreach (var (run, delivery) in left.Zip(deliveries))
        {
            slots.Reattach(run, delivery);
        }

        Report(new WorkerEvent.Ready(transport.Address, options.Queues, options.Slots));
        var working = slots.RunAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopReceivingAsync(receiver).ConfigureAwait(false);
        if (slots.Running > 0 && stop.IsCancellationRequested && !signals.Detach.IsCancellationRequested)
        {
            Report(new WorkerEvent.Draining(slots.Running));
        }

        await working.ConfigureAwait(false);
    }

    // A disk that is full just now must not cost the jobs that run: the worker waits for them all the same.
    private async Task StopReceivingAsync(IJobReceiver receiver)
    {
        try
        {
            await receiver.StopAsync().ConfigureAwait(false);
        }
        catch (TransportException exception)
        {
            Report(new WorkerEvent.Warned($"Others do not know yet that this worker takes no more jobs: {exception.Message}"));
        }
    }

    private void Report(WorkerEvent happened) => options.Reporter.Report(happened);
}
