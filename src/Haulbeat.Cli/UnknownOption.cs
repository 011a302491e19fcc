using System.CommandLine;
using System.CommandLine.Parsing;

namespace Haulbeat.Cli;

/// <summary>Finds an option that does not exist. The parser would take it for a queue, a body or a job where one fits.</summary>
internal static class UnknownOption
{
    public static string? Find(ParseResult parsed)
    {
        var dashes = parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.DoubleDash);
        var verbatim = dashes is null ? [] : parsed.Tokens.SkipWhile(token => !ReferenceEquals(token, dashes)).ToHashSet(ReferenceEqualityComparer.Instance);
        return parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => !verbatim.Contains(token))
            .Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .FirstOrDefault(text => text is ['-', _, ..]);
    }
}
