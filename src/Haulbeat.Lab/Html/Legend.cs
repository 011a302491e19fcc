using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Html;

/// <summary>Explains colors, words and signs.</summary>
internal static class Legend
{
    public static IReadOnlyList<(string Word, string Meaning)> Verdicts { get; } =
    [
        ("clean", "Done once, without waste, and the broker noticed when the worker was gone."),
        ("unseen", "Done once, but the broker did not notice that the worker was gone."),
        ("wasted", "Done once, but part of the work was in vain."),
        ("repeated", "Completed more than once, or completed and still in the queue."),
        ("overlapped", "Two runs were alive at the same time."),
        ("stuck", "Not done, and still in the queue: it restarts again and again, or waits for a worker that is gone."),
        ("dead", "In the dead letters, with the reason."),
        ("lost", "Gone from the broker, but never done."),
    ];

    private static readonly (string Glyph, string Name)[] Marks =
    [
        ("cut", "connection cut"), ("kill", "worker killed"), ("freeze", "worker frozen"), ("wake", "worker woken"),
        ("restart", "broker restarted"), ("crash", "job crashed"), ("timeout", "ack timeout"), ("acked", "message acked"),
    ];

    public static void Write(Markup page, LabReport report)
    {
        page.Line($"<footer><h2>How to read it</h2><dl class=\"legend\">");
        foreach (var (word, meaning) in Verdicts)
        {
            page.Line($"<div class=\"{word}\"><dt>{word}</dt><dd>{meaning}</dd></div>");
        }

        page.Line($"</dl><dl class=\"legend\">");
        WriteSigns(page);
        page.Line($"</dl><p>Faults:</p><dl class=\"legend long\">");
        foreach (var fault in report.Faults)
        {
            page.Line($"<div><dt>{fault.Title}</dt><dd>{fault.Summary}</dd></div>");
        }

        page.Line($"</dl><p>Programs:</p><dl class=\"legend long\">");
        foreach (var strategy in report.Strategies)
        {
            page.Line($"<div><dt>{strategy.Title}</dt><dd>{strategy.Source}</dd></div>");
        }

        page.Line($"</dl><p>Made by haulbeat lab {report.Version} in {Labels.Duration(report.Seconds)}, on {(report.Broker.Own ? "a broker of its own" : "a given broker")}. All cells have the same time scale, with a faint line every 10 s.</p></footer>");
    }

    private static void WriteSigns(Markup page)
    {
        WriteSign(page, "<rect class=\"run\" width=\"56\" height=\"12\"/>", "a run that completed");
        WriteSign(page, "<rect class=\"run unended\" width=\"56\" height=\"12\"/>", "a run that was cut short");
        WriteSign(page, "<g class=\"wires\"><path d=\"M0 6H40m0-3v6\"/></g>", "the connection to the broker, and where it was lost");
        WriteSign(page, "<text y=\"11\" class=\"factor\">1.5×</text>", "seconds worked for each second needed");
        foreach (var (glyph, name) in Marks)
        {
            WriteSign(page, $"<g class=\"mark\"><use href=\"#mark-{glyph}\" x=\"8\" y=\"6\"/></g>", name);
        }
    }

    private static void WriteSign(Markup page, string drawing, string meaning)
    {
        page.Verbatim($"<div class=\"dead\"><dt><svg width=\"60\" height=\"12\" aria-hidden=\"true\">{drawing}</svg></dt>");
        page.Line($"<dd>{meaning}</dd></div>");
    }
}
