using Haulbeat.Receiving;

namespace Haulbeat.Cli.Examining;

/// <summary>Passes findings on and remembers whether one was bad.</summary>
internal sealed class FindingLog(Action<Finding> print)
{
    public bool AnyBad { get; private set; }

    public void Add(Finding finding)
    {
        AnyBad |= finding.Verdict == FindingVerdict.Bad;
        print(finding);
    }
}
