using Haulbeat.Jobs;
using Spectre.Console;

namespace Haulbeat.Cli.Printing;

/// <summary>A bar for each running job at the foot of the terminal, and above them a line for each other event.</summary>
internal sealed class LiveEventPrinter : IEventPrinter
{
    private const int MostBars = 12;

    private readonly Dictionary<(string Queue, string Job), ProgressTask> bars = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IAnsiConsole console;
    private readonly Task drawing;
    private ProgressContext? context;

    public LiveEventPrinter(IAnsiConsole console)
    {
        this.console = console;
        drawing = console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async begun =>
            {
                context = begun;
                await ended.Task;
            });
    }

    public void Print(DateTimeOffset at, WorkerEvent workerEvent)
    {
        switch (workerEvent)
        {
            case WorkerEvent.Started started:
                Bar(started.Job);
                break;
            case WorkerEvent.Progressed progressed:
                Move(progressed);
                break;
            case WorkerEvent.Reattached { Pid: not null } reattached:
                Bar(reattached.Job);
                PrintLine("yellow", reattached);
                break;
            case WorkerEvent.Leased or WorkerEvent.Renewed or WorkerEvent.CheckpointSaved:
                break;
            case WorkerEvent.OfJob ofJob:
                RemoveBar(ofJob.Job);
                PrintLine(ofJob switch { WorkerEvent.Finished => "green", WorkerEvent.Dead => "red", _ => "yellow" }, ofJob);
                break;
            default:
                PrintLine("grey", workerEvent);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        ended.TrySetResult();
        await drawing;
    }

    private void PrintLine(string color, WorkerEvent workerEvent) => console.MarkupLine($"[{color}]{Markup.Escape(EventText.Of(workerEvent))}[/]");

    private ProgressTask? Bar(Job job)
    {
        if (!bars.TryGetValue((job.Queue, job.Id), out var bar) && bars.Count < MostBars && context is not null)
        {
            bar = bars[(job.Queue, job.Id)] = context.AddTask(Description(job, null)).IsIndeterminate();
            bar.MaxValue = 1;
        }

        return bar;
    }

    private void Move(WorkerEvent.Progressed progressed)
    {
        if (Bar(progressed.Job) is not { } bar)
        {
            return;
        }

        bar.Description = Description(progressed.Job, progressed.Progress.Message);
        if (progressed.Progress.Fraction is { } fraction)
        {
            // A full bar would vanish before the job ends.
            bar.IsIndeterminate(false).Value = Math.Min(fraction, 0.999);
        }
    }

    private void RemoveBar(Job job)
    {
        if (bars.Remove((job.Queue, job.Id), out var bar))
        {
            bar.IsIndeterminate(false).Value = 1;
        }
    }

    private static string Description(Job job, string? message) =>
        Markup.Escape(Terminal.Clean($"{job.Queue}/{Short(job.Id, 16)} {Short(message ?? "", 30)}".TrimEnd()));

    private static string Short(string text, int length) => text.Length <= length ? text : "…" + text[^(length - 1)..];
}
