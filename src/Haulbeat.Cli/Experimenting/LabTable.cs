using System.Globalization;
using Haulbeat.Cli.Printing;
using Haulbeat.Lab.Cells;
using Haulbeat.Lab.Faults;
using Haulbeat.Lab.Html;
using Haulbeat.Lab.Observing;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Cli.Experimenting;

/// <summary>The report as a table on stdout: a row for each strategy, a column for each fault, a word in each cell.</summary>
internal static class LabTable
{
    private const string Good = "\e[32m";
    private const string Fair = "\e[33m";
    private const string Bad = "\e[31m";
    private const string Plain = "\e[0m";

    public static void Print(LabReport report, Func<string, string?> environment)
    {
        var colours = !Console.IsOutputRedirected && environment("NO_COLOR") is null or "" && environment("TERM") is not (null or "" or "dumb");
        var widths = report.Faults.Select((fault, column) => Math.Max(fault.Name.Length, Column(report, fault).Max(cell => LabWord.Of(cell).Length))).ToList();
        var first = report.Strategies.Max(strategy => strategy.Name.Length);
        StandardOutput.WriteLine("");
        StandardOutput.WriteLine((new string(' ', first) + "  " + string.Join("  ", report.Faults.Select((fault, column) => fault.Name.PadRight(widths[column])))).TrimEnd());
        foreach (var strategy in report.Strategies)
        {
            var cells = report.Faults.Select((fault, column) => Painted(Cell(report, strategy, fault), widths[column], colours));
            StandardOutput.WriteLine((strategy.Name.PadRight(first) + "  " + string.Join("  ", cells)).TrimEnd());
        }

        PrintLegend(report);
    }

    private static void PrintLegend(LabReport report)
    {
        StandardOutput.WriteLine("");
        foreach (var (word, meaning) in LabWord.Legend.Where(line => report.Cells.Any(cell => LabWord.Of(cell).Contains(line.Word, StringComparison.Ordinal))))
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

    private static string Painted(LabCell cell, int width, bool colours)
    {
        var word = LabWord.Of(cell).PadRight(width);
        return colours ? Colour(cell) + word + Plain : word;
    }

    private static string Colour(LabCell cell) => cell.Verdict switch
    {
        null => "",
        "clean" => Good,
        "wasted" or "unseen" or "dead" => Fair,
        _ => Bad,
    };
}
