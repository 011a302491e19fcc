using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>The report as a page that needs nothing beside it.</summary>
internal static class LabPage
{
    public static void Write(LabReport report, TextWriter writer) =>
        writer.Write($"<!doctype html><meta charset=utf-8><title>haulbeat lab</title><script type=application/json>{LabJson.Format(report).Replace("<", "\\u003c", StringComparison.Ordinal)}</script>");
}
