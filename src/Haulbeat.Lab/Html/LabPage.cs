using System.Globalization;
using Haulbeat.Lab.Reporting;
using Haulbeat.Lab.Strategies;

namespace Haulbeat.Lab.Html;

/// <summary>The report as one HTML file that needs nothing else: no network, and no script for anything that matters.</summary>
internal static class LabPage
{
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
        LargeCell.WriteAll(page, grid);
        page.Line($"</main>");
        Legend.Write(page, report);
        page.Verbatim("<script>\n" + Resource("page.js") + "</script>\n</body></html>\n");
    }

    private static void WriteHead(Markup page, LabReport report)
    {
        page.Line($"<!doctype html>");
        page.Line($"<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        // The browser holds the page to its promise: nothing is fetched from anywhere.
        page.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">");
        page.Line($"<meta name=\"color-scheme\" content=\"light dark\"><title>What becomes of a long message on RabbitMQ {report.Broker.Version}</title>");
        page.Verbatim("<style>\n" + Resource("page.css") + "</style></head>\n");
    }

    // The glyphs of the marks, and a hatch in the colour of each verdict: a pattern does not take its colour from where it is used.
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
        page.Line($"<header><h1>What becomes of a long message</h1>");
        page.Line($"<p>A message of <strong>{Words.Seconds(report.Work)} of work</strong> on <strong>RabbitMQ {report.Broker.Version}</strong> at a heartbeat of <strong>{Words.Seconds(report.Heartbeat)}</strong>, consumed in {Words.Count(report.Strategies.Count, "way", "ways")} under {Words.Count(report.Faults.Count, "condition", "conditions")}: {Words.Count(ran, "cell", "cells")}, each done for real and observed, on {Date(report)}. Choose a cell to see it at large.</p></header>");
    }

    private static string Date(LabReport report) => report.At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using var stream = typeof(LabPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
