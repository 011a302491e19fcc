using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Haulbeat.Cli.Printing;

namespace Haulbeat.Cli.Commands;

/// <summary>What <c>--help</c> prints: a line per command, argument and option.</summary>
internal static class HelpPage
{
    private static readonly IReadOnlyList<(string Title, IReadOnlyList<string> Commands)> Groups =
    [
        ("Jobs", ["send", "work", "status", "logs"]),
        ("Broker and machine", ["doctor", "version"]),
        ("Try it", ["demo", "lab"]),
    ];

    /// <summary>Makes <c>--help</c> print this page, for each command.</summary>
    public static void AddTo(RootCommand root) => root.Options.OfType<HelpOption>().First().Action = new HelpAction();

    /// <summary>The command as it is typed: <c>haulbeat work</c>.</summary>
    public static string NameOf(Command command) => command is RootCommand ? "haulbeat" : "haulbeat " + command.Name;

    private static IEnumerable<string> Lines(Command command) =>
        [(command.Description ?? "").TrimEnd('.') + ".", "", "Usage: " + UsageOf(command, "[options]"), .. command is RootCommand ? Commands(command) : Details(command)];

    private static IEnumerable<string> Commands(Command root)
    {
        var width = root.Subcommands.Max(command => Synopsis(command).Length);
        foreach (var (title, names) in Groups)
        {
            yield return "";
            yield return title + ":";
            foreach (var command in names.Select(name => root.Subcommands.First(command => command.Name == name)))
            {
                yield return Line(Synopsis(command), width, Summary(command));
            }
        }

        yield return "";
        yield return "Options:";
        yield return Line("--help", width, "Print this help, or after a command the help of the command");
        yield return Line("--version", width, "Print the version");
        yield return "";
        yield return "Run 'haulbeat COMMAND --help' for its options. Most options can also be set in the environment";
        yield return "(--connect-timeout as HAULBEAT_CONNECT_TIMEOUT) or in a configuration file ({ \"connect-timeout\": \"30s\" }).";
    }

    private static IEnumerable<string> Details(Command command)
    {
        var arguments = command.Arguments.Select(argument => (Synopsis(argument), argument.Description)).ToList();
        if (command.Name == WorkCommand.Name)
        {
            arguments.Add(("COMMAND [ARG...]", WorkCommand.JobCommandDescription));
        }

        var options = command.Options.Select(option => ($"{option.Name} {option.HelpName}".TrimEnd(), option.Description)).Append(("--help", "Print this help")).ToList();
        var width = arguments.Concat(options).Max(entry => entry.Item1.Length);
        return Section("Arguments", arguments, width).Concat(Section("Options", options, width));
    }

    private static IEnumerable<string> Section(string title, IReadOnlyList<(string Name, string? Description)> entries, int width) =>
        entries.Count == 0 ? [] : ["", title + ":", .. entries.Select(entry => Line(entry.Name, width, entry.Description))];

    private static string Line(string name, int width, string? description) => $"  {name.PadRight(width)}  {description}";

    private static string UsageOf(Command command, string options) => command is RootCommand
        ? "haulbeat COMMAND [options]"
        : string.Join(' ', command.Arguments.Select(Synopsis).Prepend(NameOf(command)).Append(options)) + (command.Name == WorkCommand.Name ? " " + WorkCommand.JobCommandUsage : "");

    private static string Synopsis(Command command) =>
        string.Join(' ', command.Arguments.Select(Synopsis).Prepend(command.Name)) + (command.Name == WorkCommand.Name ? " " + WorkCommand.JobCommandUsage : "");

    private static string Synopsis(Argument argument) => (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
    {
        (0, _) => $"[{argument.Name}]",
        (_, > 1) => argument.Name + "...",
        _ => argument.Name,
    };

    // The first sentence says what the command does; the rest is for its own page.
    private static string Summary(Command command) => (command.Description ?? "").Split(". ")[0].TrimEnd('.');

    private sealed class HelpAction : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            StandardOutput.WriteLine(string.Join('\n', Lines(parseResult.CommandResult.Command)));
            return ExitCode.Done;
        }
    }
}
