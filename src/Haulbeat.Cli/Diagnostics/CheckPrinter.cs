using Haulbeat.Cli.Printing;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Prints the checks of <c>doctor</c> as they are done, and remembers whether one was bad.</summary>
internal sealed class CheckPrinter(bool json)
{
    public bool AnyBad { get; private set; }

    public void Print(Check check)
    {
        AnyBad |= check.Verdict == CheckVerdict.Bad;
        if (json)
        {
            StandardOutput.WriteJson(fields =>
            {
                fields.WriteString("check", check.Name);
                fields.WriteString("verdict", check.Verdict switch { CheckVerdict.Good => "good", CheckVerdict.Warning => "warning", _ => "bad" });
                fields.WriteString("message", check.Message);
                fields.WriteTexts("commands", check.Commands);
            });
            return;
        }

        var mark = check.Verdict switch { CheckVerdict.Good => "ok", CheckVerdict.Warning => "note", _ => "BAD" };
        StandardOutput.WriteLine($"{mark,-5}{check.Name,-17}{Terminal.Clean(check.Message)}");
        foreach (var command in check.Commands)
        {
            StandardOutput.WriteLine($"{"",-22}{Terminal.Clean(command)}");
        }
    }
}
