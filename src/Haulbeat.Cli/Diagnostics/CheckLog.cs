using Haulbeat.Transports;

namespace Haulbeat.Cli.Diagnostics;

/// <summary>Passes checks on and remembers whether one was bad.</summary>
internal sealed class CheckLog(Action<Check> print)
{
    public bool AnyBad { get; private set; }

    public void Add(Check check)
    {
        AnyBad |= check.Verdict == CheckVerdict.Bad;
        print(check);
    }
}
