namespace Haulbeat.Transports;

/// <summary>One check of <c>doctor</c>.</summary>
/// <param name="Name">What was looked at, in a word or two.</param>
/// <param name="Verdict">Whether the guarantees can rest on it.</param>
/// <param name="Message">What was found, what it means, what to do.</param>
public sealed record Check(string Name, CheckVerdict Verdict, string Message)
{
    /// <summary>What to type into a shell, if that is what to do.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];
}
