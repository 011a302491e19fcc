using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Haulbeat.RabbitMQ.Sending;
using Haulbeat.Runner.RunnerProtocol;

namespace Haulbeat.Cli.Printing;

/// <summary>Passes events to a printer on a thread of its own, so that a slow or stuck terminal never holds up a job.</summary>
internal sealed class BackgroundReporter : IReporter, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromMilliseconds(500);

    private readonly PendingEvents pending = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly IEventPrinter printer;
    private readonly TimeProvider time;
    private readonly Task printing;
    private volatile bool ended;
    private bool broken;

    public BackgroundReporter(IEventPrinter printer, TimeProvider time)
    {
        this.printer = printer;
        this.time = time;
        printing = Task.Run(PrintAsync);
    }

    public void Report(WorkerEvent workerEvent)
    {
        if (pending.Add(new TimedEvent(time.GetUtcNow(), workerEvent)))
        {
            waiting.Release();
        }
    }

    /// <summary>Prints what still waits; whoever reads nothing any more is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        ended = true;
        waiting.Release();
        try
        {
            await printing.WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Stderr may be the very thing that nobody reads.
            await Task.Run(() => CommandError.Say("the last events could not be printed: nobody reads them"))
                .WaitAsync(FarewellPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PrintAsync()
    {
        while (!ended)
        {
            await waiting.WaitAsync().ConfigureAwait(false);
            PrintPending();
        }

        PrintPending();
        await printer.DisposeAsync().ConfigureAwait(false);
    }

    private void PrintPending()
    {
        foreach (var timed in pending.TakeAll())
        {
            TryPrint(timed);
        }
    }

    // A full disk behind the output costs the events, never a job.
    private void TryPrint(TimedEvent timed)
    {
        try
        {
            if (!broken)
            {
                printer.Print(timed);
            }
        }
        catch (IOException exception)
        {
            broken = true;
            CommandError.Say($"the events cannot be written ({exception.Message}): the jobs go on without");
        }
    }
}
