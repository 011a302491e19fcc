using Haulbeat.Jobs;

namespace Haulbeat.Cli.Printing;

/// <summary>Prints events on a thread of its own, so that a slow or stuck terminal never delays a job.</summary>
internal sealed class BackgroundReporter : IReporter, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ErrorPatience = TimeSpan.FromMilliseconds(500);

    private readonly PendingEvents pending = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly IEventPrinter printer;
    private readonly TimeProvider time;
    private readonly Task printing;
    private volatile bool ended;
    private bool broken;

    private BackgroundReporter(IEventPrinter printer, TimeProvider time)
    {
        this.printer = printer;
        this.time = time;
        printing = Task.Run(PrintAsync);
    }

    /// <summary>Prints JSON on stdout, or for people on stderr: bars where that is a terminal, else lines.</summary>
    public static BackgroundReporter Create(bool json, Func<string, string?> environment, TimeProvider time) =>
        new(json ? new JsonEventPrinter() : Terminal.CanDraw(environment) ? new LiveEventPrinter(Terminal.OpenError(environment)) : new LineEventPrinter(), time);

    public void Report(WorkerEvent workerEvent)
    {
        if (pending.Add(time.GetUtcNow(), workerEvent))
        {
            waiting.Release();
        }
    }

    /// <summary>Prints what still waits. Gives up if nobody reads it.</summary>
    public async ValueTask DisposeAsync()
    {
        ended = true;
        waiting.Release();
        try
        {
            await printing.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // Stderr may be the very thing that nobody reads.
            await Task.Run(() => CommandError.Say("cannot print the last events: nobody reads the output"))
                .WaitAsync(ErrorPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PrintAsync()
    {
        while (!ended)
        {
            await waiting.WaitAsync();
            PrintPending();
        }

        PrintPending();
        await printer.DisposeAsync();
    }

    private void PrintPending()
    {
        foreach (var (at, workerEvent) in pending.TakeAll())
        {
            TryPrint(at, workerEvent);
        }
    }

    // A full disk behind the output costs the events, never a job.
    private void TryPrint(DateTimeOffset at, WorkerEvent workerEvent)
    {
        try
        {
            if (!broken)
            {
                printer.Print(at, workerEvent);
            }
        }
        catch (IOException exception)
        {
            broken = true;
            CommandError.Say($"cannot write events ({exception.Message}); the jobs go on without them");
        }
    }
}
