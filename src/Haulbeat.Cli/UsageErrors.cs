using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Haulbeat.Cli.Commands;

namespace Haulbeat.Cli;

/// <summary>Finds what is wrong with a command line.</summary>
internal static class UsageErrors
{
    /// <summary>The errors, or nothing. Where one explains the others, that one: a mistyped option leaves its value over, too.</summary>
    public static IReadOnlyList<string> Find(ParseResult parsed) => parsed switch
    {
        { CommandResult.Command: RootCommand, UnmatchedTokens: [[not '-', ..] unknown, ..] } => [$"unknown command '{unknown}'."],
        { Action: not ParseErrorAction, CommandResult.Command: var command } when parsed.Action != command.Action => [],
        _ when FindUnknownOption(parsed) is { } option => [$"unknown option '{option}'.{HintFor(parsed.CommandResult.Command)}"],
        { CommandResult.Command: RootCommand } => ["no command given."],
        { UnmatchedTokens: [var unexpected, ..] } => [$"unexpected argument '{unexpected}'."],
        _ => [.. parsed.Errors.Select(Describe)],
    };

    private static string HintFor(Command command) => command switch
    {
        { Name: WorkCommand.Name } => " Put COMMAND and its options after --.",
        { Arguments.Count: > 0 } => " Put an argument that begins with a hyphen after --.",
        _ => "",
    };

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0, Argument: var argument, Parent: CommandResult } => $"missing argument {argument.Name}.",
        OptionResult { Tokens.Count: 0, Option: var option } => $"option {option.Name} needs a value.",
        OptionResult { Option: var option } => $"option {option.Name} was given more than once.",
        _ => error.Message,
    };

    // The parser takes an unknown option for a queue, a body or a job where one fits.
    private static string? FindUnknownOption(ParseResult parsed)
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
