using System.Globalization;
using Haulbeat.Cli.Printing;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Cli.Experimenting;

/// <summary>Prints the report as a table to stdout: a row for each strategy, a column for each fault, a word in each cell.</summary>
internal static class LabTable
{
    private const string Good = "\e[32m";
    private const string Fair = "\e[33m";
    private const string Bad = "\e[31m";
    private const string Plain = "\e[0m";

    private const string NotRun = "-";
    private const string ConnectionLost = "!";

    private static readonly (string Word, string Meaning)[] Legend =
    [
        ("clean", "done once, without waste, and the broker noticed when the worker was gone"),
        ("unseen", "done once, but the broker did not notice that the worker was gone"),
        ("wasted", "done once, but part of the work was in vain"),
        ("dead", "in the dead letters, with the reason"),
        ("twice", "done more than once, or done and the broker will redeliver it"),
        ("at once", "two runs of the same message at the same time"),
        ("stuck", "never done: restarted again and again, or waiting for a worker that is gone"),
        ("lost", "never done, and the message is gone"),
        (ConnectionLost, "the connection was lost before the fault: the broker closed it, or its client gave it up"),
        (NotRun, "not run:"),
    ];

    public static void Print(LabReport report, Func<string, string?> environment)
    {
        var colors = !Console.IsOutputRedirected && environment("NO_COLOR") is null or "" && environment("TERM") is not (null or "" or "dumb");
        var widths = report.Faults.Select((fault, column) => Math.Max(fault.Name.Length, Column(report, fault).Max(cell => Word(cell).Length))).ToList();
        var first = report.Strategies.Max(strategy => strategy.Name.Length);
        StandardOutput.WriteLine("");
        StandardOutput.WriteLine((new string(' ', first) + "  " + string.Join("  ", report.Faults.Select((fault, column) => fault.Name.PadRight(widths[column])))).TrimEnd());
        foreach (var strategy in report.Strategies)
        {
            var cells = report.Faults.Select((fault, column) => Colored(Cell(report, strategy, fault), widths[column], colors));
            StandardOutput.WriteLine((strategy.Name.PadRight(first) + "  " + string.Join("  ", cells)).TrimEnd());
        }

        PrintLegend(report);
    }

    private static void PrintLegend(LabReport report)
    {
        StandardOutput.WriteLine("");
        foreach (var (word, meaning) in Legend.Where(line => report.Cells.Any(cell => Word(cell).Contains(line.Word, StringComparison.Ordinal))))
        {
            StandardOutput.WriteLine($"{word,-8}  {meaning}");
        }

        foreach (var why in report.Cells.Select(cell => cell.Why).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            StandardOutput.WriteLine($"{"",-8}  {Terminal.Clean(why)}");
        }

        StandardOutput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nRabbitMQ {report.Broker.Version}, heartbeat {report.Heartbeat:0} s, {report.Work:0} s of work a message; {report.Seconds:0} s."));
    }

    private static IEnumerable<LabCell> Column(LabReport report, LabFault fault) => report.Cells.Where(cell => cell.Fault == fault.Name);

    private static LabCell Cell(LabReport report, LabStrategy strategy, LabFault fault) => Column(report, fault).First(cell => cell.Strategy == strategy.Name);

    private static string Word(LabCell cell) => cell.Verdict switch
    {
        null => NotRun,
        "repeated" => "twice",
        "overlapped" => "at once",
        var verdict => verdict,
    } + (cell.LostByItself ? ConnectionLost : "");

    private static string Colored(LabCell cell, int width, bool colors)
    {
        var word = Word(cell).PadRight(width);
        return colors ? ColorOf(cell) + word + Plain : word;
    }

    private static string ColorOf(LabCell cell) => cell.Verdict switch
    {
        null => "",
        "clean" => Good,
        "wasted" or "unseen" or "dead" => Fair,
        _ => Bad,
    };
}
