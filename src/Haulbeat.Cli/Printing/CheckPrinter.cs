using Haulbeat.Cli.Sending;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Printing;

/// <summary>Prints what <c>doctor</c> finds, as it finds it.</summary>
internal static class CheckPrinter
{
    public static Action<Check> For(bool json) => json ? PrintJson : Print;

    private static void Print(Check check)
    {
        StandardOutput.WriteLine($"{Mark(check.Verdict),-5}{check.Name,-17}{Printable.Line(check.Message)}");
        foreach (var command in check.Commands)
        {
            StandardOutput.WriteLine($"{"",-22}{Printable.Line(command)}");
        }
    }

    private static void PrintJson(Check check) => JsonLine.Print(json =>
    {
        json.WriteString("check", check.Name);
        json.WriteString("verdict", Name(check.Verdict));
        json.WriteString("message", check.Message);
        json.WriteStartArray("commands");
        foreach (var command in check.Commands)
        {
            json.WriteStringValue(command);
        }

        json.WriteEndArray();
    });

    private static string Mark(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Good => "ok",
        CheckVerdict.Warning => "note",
        _ => "BAD",
    };

    private static string Name(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Good => "good",
        CheckVerdict.Warning => "warning",
        _ => "bad",
    };
}
