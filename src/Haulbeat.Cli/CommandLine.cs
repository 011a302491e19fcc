using System.CommandLine;
using Haulbeat.Cli.Commands;
using Haulbeat.Cli.Settings;

namespace Haulbeat.Cli;

/// <summary>From arguments to an exit code.</summary>
internal static class CommandLine
{
    // A body or an argument of COMMAND may begin with '@', and 'work -abc' is not three flags.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var signals = new Signals();
        try
        {
            return await RunAsync(arguments, signals);
        }
        catch (OperationCanceledException) when (signals.Number is { } signal)
        {
            return ExitCode.OfSignal(signal);
        }
#pragma warning disable CA1031 // The one place that turns any error into a line for people and a code for scripts.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CommandError.Say(CommandError.Describe(exception));
            return ExitCode.Of(exception);
        }
    }

    private static async Task<int> RunAsync(string[] arguments, Signals signals)
    {
        RefuseBrokenText(arguments);
        var (own, jobCommand) = SplitAtDashes(arguments);
        var program = new ProgramEnvironment(signals, TimeProvider.System, Environment.GetEnvironmentVariable, jobCommand);
        var parsed = Root(program).Parse(own, Plain);
        return UsageErrors.Find(parsed) is { Count: > 0 } errors
            ? Refuse(parsed, errors)
            : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Root(ProgramEnvironment program)
    {
        var root = new RootCommand("Run jobs that take minutes to days from RabbitMQ queues, each in a process of its own.")
        {
            SendCommand.Create(program),
            WorkCommand.Create(program),
            StatusCommand.Create(program),
            LogsCommand.Create(program),
            DoctorCommand.Create(program),
            VersionCommand.Create(),
            DemoCommand.Create(program),
            LabCommand.Create(program),
        };
        HelpPage.AddTo(root);
        VersionCommand.AddTo(root);
        return root;
    }

    // work QUEUE... -- COMMAND [ARG...]: everything after the first -- is COMMAND's, options included.
    private static (string[] Own, string[] JobCommand) SplitAtDashes(string[] arguments)
    {
        var dashes = arguments is [WorkCommand.Name, ..] ? Array.IndexOf(arguments, "--") : -1;
        return dashes < 0 ? (arguments, []) : (arguments[..dashes], arguments[(dashes + 1)..]);
    }

    private static int Refuse(ParseResult parsed, IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
        {
            CommandError.Say(error);
        }

        CommandError.Say($"run '{HelpPage.NameOf(parsed.CommandResult.Command)} --help' for the usage.");
        return ExitCode.WrongUsage;
    }

    // .NET replaces invalid UTF-8 in arguments: refuse it rather than send or run something else.
    private static void RefuseBrokenText(string[] arguments)
    {
        if (Array.FindIndex(arguments, argument => argument.Contains('\uFFFD', StringComparison.Ordinal)) is >= 0 and var broken)
        {
            throw new UsageException($"argument {broken + 1} is not valid UTF-8. Give a binary body by --file or on stdin.");
        }
    }
}
