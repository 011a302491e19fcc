using System.Globalization;
using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>The report as one self-contained HTML file. It needs no network, and its script only adds keys.</summary>
public static class LabPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(LabReport report, TextWriter writer)
    {
        var page = new Markup(writer);
        var grid = new Grid(report);
        WriteHead(page, report);
        page.Line($"<body>");
        WriteDefinitions(page);
        WriteHeader(page, report);
        page.Line($"<main>");
        Matrix.Write(page, grid);
        CellDetails.WriteAll(page, grid);
        page.Line($"</main>");
        Legend.Write(page, report);
        page.Verbatim("<script>\n" + Resource("page.js") + "</script>\n</body></html>\n");
    }

    private static void WriteHead(Markup page, LabReport report)
    {
        page.Line($"<!doctype html>");
        page.Line($"<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        // The browser enforces that nothing is fetched.
        page.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">");
        page.Line($"<meta name=\"color-scheme\" content=\"light dark\"><title>What happens to a long message on RabbitMQ {report.Broker.Version}</title>");
        page.Verbatim("<style>\n" + Resource("page.css") + "</style></head>\n");
    }

    // The glyphs of the marks, and a hatch in the color of each verdict: an SVG pattern does not inherit the color of the place where it is used.
    private static void WriteDefinitions(Markup page)
    {
        page.Verbatim(Resource("glyphs.svg"));
        foreach (var verdict in Legend.Verdicts)
        {
            page.Line($"<pattern id=\"hatch-{verdict.Word}\" class=\"hatch {verdict.Word}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"currentColor\" opacity=\".16\"/><rect width=\"2\" height=\"6\" fill=\"currentColor\" opacity=\".75\"/></pattern>");
        }

        page.Line($"</defs></svg>");
    }

    private static void WriteHeader(Markup page, LabReport report)
    {
        var ran = report.Cells.Count(cell => cell.Ran);
        page.Line($"<header><h1>What happens to a long message</h1>");
        page.Line($"<p>A message of <strong>{Labels.Seconds(report.Work)} of work</strong> on <strong>RabbitMQ {report.Broker.Version}</strong> at a heartbeat of <strong>{Labels.Seconds(report.Heartbeat)}</strong>, consumed in {Labels.Count(report.Strategies.Count, "way", "ways")} under {Labels.Count(report.Faults.Count, "condition", "conditions")}: {Labels.Count(ran, "cell", "cells")}, all of them run and observed on {Date(report)}. Choose a cell to see its details.</p></header>");
    }

    private static string Date(LabReport report) => report.At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using var stream = typeof(LabPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
