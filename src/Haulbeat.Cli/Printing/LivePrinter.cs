using Haulbeat.Cli.Sending;
using Haulbeat.Jobs;
using Spectre.Console;

namespace Haulbeat.Cli.Printing;

/// <summary>A bar for each running job at the foot of the terminal, and above them a line for whatever else happens.</summary>
internal sealed class LivePrinter : IEventPrinter
{
    private const int MostBars = 12;

    private readonly Dictionary<(string Queue, string Job), ProgressTask> bars = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IAnsiConsole console;
    private readonly Task showing;
    private ProgressContext? context;

    public LivePrinter(IAnsiConsole console)
    {
        this.console = console;
        showing = console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async begun =>
            {
                context = begun;
                await ended.Task.ConfigureAwait(false);
            });
    }

    public void Print(TimedEvent timed)
    {
        switch (timed.Event)
        {
            case WorkerEvent.Started started:
                Bar(started.Job);
                break;
            case WorkerEvent.Progressed progressed:
                Move(progressed);
                break;
            case WorkerEvent.Reattached { Pid: not null } reattached:
                Bar(reattached.Job);
                Say(reattached);
                break;
            case WorkerEvent.Leased or WorkerEvent.Renewed or WorkerEvent.CheckpointSaved:
                break;
            case WorkerEvent.OfJob of:
                Remove(of.Job);
                Say(of);
                break;
            default:
                console.MarkupLine("[grey]" + Markup.Escape(EventText.Of(timed.Event)) + "[/]");
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        ended.TrySetResult();
        await showing.ConfigureAwait(false);
    }

    private void Say(WorkerEvent.OfJob of) => console.MarkupLine(Colour(of) + Markup.Escape(EventText.Of(of)) + "[/]");

    private static string Colour(WorkerEvent.OfJob of) => of switch
    {
        WorkerEvent.Finished => "[green]",
        WorkerEvent.Dead => "[red]",
        _ => "[yellow]",
    };

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
            // A bar at its end would vanish before the job does.
            bar.IsIndeterminate(false).Value = Math.Min(fraction, 0.999);
        }
    }

    private void Remove(Job job)
    {
        if (bars.Remove((job.Queue, job.Id), out var bar))
        {
            bar.IsIndeterminate(false).Value = 1;
        }
    }

    private static string Description(Job job, string? message) =>
        Markup.Escape(Printable.Line($"{job.Queue}/{Short(job.Id, 16)} {Short(message ?? "", 30)}".TrimEnd()));

    private static string Short(string text, int length) => text.Length <= length ? text : "…" + text[^(length - 1)..];
}
