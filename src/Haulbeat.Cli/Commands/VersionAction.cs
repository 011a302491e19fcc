using System.CommandLine;
using System.CommandLine.Invocation;

namespace Haulbeat.Cli.Commands;

/// <summary><c>--version</c> says the same as <c>version</c>.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        VersionCommand.Print(json: false);
        return ExitCode.Done;
    }
}
