using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;

namespace Haulbeat.Cli.Commands;

/// <summary><c>version</c></summary>
internal static class VersionCommand
{
    // Reads no settings but the flag: a broken configuration must not keep a person from asking for the version.
    public static Command Create()
    {
        var command = new Command("version", "Says which version this is.") { Known.Json.Option };
        command.SetAction(parsed => Print(parsed.GetResult(Known.Json.Option) is { Implicit: false }));
        return command;
    }

    public static void Print(bool json)
    {
        if (json)
        {
            JsonLine.Print(fields => fields.WriteString("version", ProgramVersion.Text));
        }
        else
        {
            StandardOutput.WriteLine("haulbeat " + ProgramVersion.Text);
        }
    }
}
