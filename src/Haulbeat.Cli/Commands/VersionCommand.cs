using System.CommandLine;
using System.CommandLine.Invocation;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;

namespace Haulbeat.Cli.Commands;

/// <summary><c>version</c>, and <c>--version</c>, which prints the same.</summary>
internal static class VersionCommand
{
    // Reads no settings but the flag, so that a broken configuration does not matter.
    public static Command Create()
    {
        var command = new Command("version", "Print the version of this program") { CommandSettings.Json.Option };
        command.SetAction(parsed => Print(parsed.GetResult(CommandSettings.Json.Option) is { Implicit: false }));
        return command;
    }

    public static void AddTo(RootCommand root) => root.Options.OfType<VersionOption>().First().Action = new VersionAction();

    private static void Print(bool json)
    {
        if (json)
        {
            StandardOutput.WriteJson(fields => fields.WriteString("version", OwnProgram.Version));
        }
        else
        {
            StandardOutput.WriteLine("haulbeat " + OwnProgram.Version);
        }
    }

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Print(json: false);
            return ExitCode.Done;
        }
    }
}
