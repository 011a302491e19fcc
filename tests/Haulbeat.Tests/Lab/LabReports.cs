using Haulbeat.Lab.Reporting;

namespace Haulbeat.Tests.Lab;

/// <summary>Reports as a lab writes them, small enough to count by hand.</summary>
internal static class LabReports
{
    /// <summary>Three strategies by three faults: eight cells, one of each verdict, and one that did not run.</summary>
    public static LabReport OfEveryVerdict() => Of(
        Cell("callback", "none", "stuck", Run(1, 6, ended: false), Run(8, null, ended: false)),
        Cell("callback", "cut", "repeated", Run(1, 21, ended: true), Run(22, 42, ended: true)),
        Cell("callback", "worker-killed", "wasted", Run(1, 9, ended: false), Run(11, 31, ended: true)),
        Cell("ack-first", "none", "unseen", Run(1, 21, ended: true)),
        Cell("ack-first", "cut", "overlapped", Run(1, 21, ended: true), Run(10, 30, ended: true)),
        Cell("ack-first", "worker-killed", "lost", Run(1, 9, ended: false)),
        Cell("haulbeat", "none", "clean", Run(1, 21, ended: true)),
        Cell("haulbeat", "cut", "dead", Run(1, 9, ended: false)),
        new LabCell { Strategy = "haulbeat", Fault = "worker-killed", Ran = false, Why = "needs a broker of the lab's own", Said = "Not run.", KnowsQueue = false });

    /// <summary>As many rows and columns as the whole lab has.</summary>
    public static LabReport AsLargeAsTheLab()
    {
        var strategies = Enumerable.Range(1, 10).Select(row => new LabStrategy($"strategy-{row}", "in the callback, pool starved (.NET)", "The work is done in the handler, and nothing else is.", KnowsQueue: true, "Source.cs")).ToList();
        var faults = Enumerable.Range(1, 8).Select(column => new LabFault($"fault-{column}", "broker restarted", "Something goes wrong.")).ToList();
        var cells = strategies.SelectMany(strategy => faults.Select(fault => Cell(strategy.Name, fault.Name, "overlapped", Run(1, 21, ended: true), Run(10, 30, ended: true))));
        return Of([.. cells]) with { Strategies = strategies, Faults = faults };
    }

    /// <summary>Every verdict, but that one strategy could not be run at all.</summary>
    public static LabReport WithoutAStrategy(string name, string why)
    {
        var report = OfEveryVerdict();
        return report with { Cells = [.. report.Cells.Select(cell => cell.Strategy == name ? new LabCell { Strategy = name, Fault = cell.Fault, Ran = false, Why = why, Said = why, KnowsQueue = true } : cell)] };
    }

    /// <summary>Every verdict, and a text in each place where one can stand.</summary>
    public static LabReport WithEveryTextAs(string text)
    {
        var report = OfEveryVerdict();
        return report with
        {
            Version = text,
            Broker = new LabBroker(text, Own: true),
            Strategies = [.. report.Strategies.Select(strategy => strategy with { Title = text, Summary = text, Source = text })],
            Faults = [.. report.Faults.Select(fault => fault with { Title = text, Summary = text })],
            Cells = [.. report.Cells.Select(cell => WithTexts(cell, text))],
        };
    }

    public static LabReport Of(params LabCell[] cells) => new(
        "0.1.0",
        new DateTimeOffset(2026, 11, 28, 15, 0, 0, TimeSpan.Zero),
        new LabBroker("4.0.5", Own: true),
        Heartbeat: 2,
        Work: 20,
        Seconds: 208,
        [
            new("callback", "in the callback", "The work is done in the handler.", KnowsQueue: true, "Strategies/Callback.cs"),
            new("ack-first", "ack first", "Acked on receipt, then worked on.", KnowsQueue: true, "Strategies/AckFirst.cs"),
            new("haulbeat", "Haulbeat", "A worker keeps the message, the job runs in a process of its own.", KnowsQueue: false, "Strategies/Haulbeat.cs"),
        ],
        [
            new("none", "only length", "Nothing goes wrong."),
            new("cut", "connection cut", "The connection is cut in the middle of the work."),
            new("worker-killed", "worker killed", "The worker is killed and started again."),
        ],
        cells);

    public static LabCell Cell(string strategy, string fault, string verdict, params LabRun[] runs) => new()
    {
        Strategy = strategy,
        Fault = fault,
        Ran = true,
        Verdict = verdict,
        Said = "It went as it went.",
        Connection = new LabConnectionFate(Kept: false, LostAfter: 9),
        Message = "done",
        RunsStarted = runs.Length,
        RunsEnded = runs.Count(run => run.Ended),
        AtOnce = 1,
        SecondsWorked = 31,
        SecondsNeeded = 20,
        KnowsQueue = true,
        Timeline = new LabTimeline(44, runs, [new(0.5, 9, "fault", Orderly: false), new(11, 44, "end", Orderly: false)], [new(0.6, "sent", "message sent"), new(9, "cut", "connection cut")]),
    };

    private static LabRun Run(double start, double? end, bool ended) => new(start, end, ended, Pid: 4711);

    private static LabCell WithTexts(LabCell cell, string text) => cell with
    {
        Verdict = cell.Ran ? text : null,
        Why = cell.Ran ? null : text,
        Said = text,
        Message = text,
        Timeline = cell.Timeline is { } timeline
            ? timeline with { Connections = [new(0.5, 9, text, Orderly: false)], Marks = [new(9, text, text)] }
            : null,
    };
}
