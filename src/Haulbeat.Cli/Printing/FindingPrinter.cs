using Haulbeat.Receiving;

namespace Haulbeat.Cli.Printing;

/// <summary>Prints what <c>doctor</c> finds, as it finds it.</summary>
internal static class FindingPrinter
{
    public static Action<Finding> For(bool json) => json ? PrintJson : Print;

    private static void Print(Finding finding)
    {
        StandardOutput.WriteLine($"{Mark(finding.Verdict),-5}{finding.Check,-17}{Printable.Line(finding.Message)}");
        foreach (var command in finding.Commands)
        {
            StandardOutput.WriteLine($"{"",-22}{Printable.Line(command)}");
        }
    }

    private static void PrintJson(Finding finding) => JsonLine.Print(json =>
    {
        json.WriteString("check", finding.Check);
        json.WriteString("verdict", Name(finding.Verdict));
        json.WriteString("message", finding.Message);
        json.WriteStartArray("commands");
        foreach (var command in finding.Commands)
        {
            json.WriteStringValue(command);
        }

        json.WriteEndArray();
    });

    private static string Mark(FindingVerdict verdict) => verdict switch
    {
        FindingVerdict.Good => "ok",
        FindingVerdict.Warning => "note",
        _ => "BAD",
    };

    private static string Name(FindingVerdict verdict) => verdict switch
    {
        FindingVerdict.Good => "good",
        FindingVerdict.Warning => "warning",
        _ => "bad",
    };
}
