using Haulbeat.Lab.Reporting;

namespace Haulbeat.Lab.Strategies;

/// <summary>A strategy and its program.</summary>
/// <param name="Row">How it is reported.</param>
/// <param name="Kind">What its program is written in.</param>
/// <param name="Program">The program: a word of <c>haulbeat __lab</c>, or a file.</param>
internal sealed record Strategy(LabStrategy Row, StrategyKind Kind, string Program)
{
    public string Name => Row.Name;
}
