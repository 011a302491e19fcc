using System.CommandLine;
using System.CommandLine.Invocation;
using Haulbeat.Cli.Commands;
using Haulbeat.Cli.Sending;
using Haulbeat.Cli.Settings;

namespace Haulbeat.Cli;

/// <summary>The way from arguments to an exit code.</summary>
internal static class CommandLine
{
    // A body or an argument of COMMAND may begin with '@', and an argument of COMMAND is nobody's bundle of flags.
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<int> RunAsync(string[] arguments)
    {
        using var signals = new Signals();
        try
        {
            return await RunAsync(arguments, signals).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Number is { } signal)
        {
            return ExitCode.EndedBy(signal);
        }
#pragma warning disable CA1031 // The one place that turns any error into a line for people and a code for scripts.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            CommandError.Say(CommandError.WordsOf(exception));
            return CommandError.CodeOf(exception);
        }
    }

    private static async Task<int> RunAsync(string[] arguments, Signals signals)
    {
        RefuseBrokenText(arguments);
        var (own, jobCommand) = JobCommandSplit.Of(arguments);
        var surroundings = new ProgramEnvironment(signals, TimeProvider.System, Environment.GetEnvironmentVariable, jobCommand);
        var parsed = Root(surroundings).Parse(own, Plain);
        return Mistakes(parsed) is { Count: > 0 } mistakes
            ? Refuse(parsed, mistakes)
            : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
    }

    private static RootCommand Root(ProgramEnvironment surroundings)
    {
        var root = new RootCommand("Runs jobs that take minutes to days from RabbitMQ queues, each in a process of its own.")
        {
            SendCommand.Create(surroundings),
            WorkCommand.Create(surroundings),
            StatusCommand.Create(surroundings),
            LogsCommand.Create(surroundings),
            DoctorCommand.Create(surroundings),
            DemoCommand.Create(surroundings),
            LabCommand.Create(surroundings),
            VersionCommand.Create(),
        };
        root.Options.OfType<VersionOption>().First().Action = new VersionAction();
        return root;
    }

    // The first of them that explains the others: a mistyped option leaves its value over, too.
    private static IReadOnlyList<string> Mistakes(ParseResult parsed) => parsed switch
    {
        { Action: not ParseErrorAction, CommandResult.Command: var command } when parsed.Action != command.Action => [],
        _ when UnknownOption.Find(parsed) is { } option => [$"There is no option '{option}'. What begins with a hyphen and is no option goes behind --."],
        { UnmatchedTokens: [var unknown, ..] } => [$"There is no command, option or argument '{unknown}'."],
        _ => [.. parsed.Errors.Select(error => error.Message)],
    };

    private static int Refuse(ParseResult parsed, IReadOnlyList<string> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            CommandError.Say(mistake);
        }

        var command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        CommandError.Say($"'haulbeat {command}--help' says what there is.");
        return ExitCode.WrongUsage;
    }

    // .NET has replaced what is no UTF-8 by now: better to refuse than to send or run something else than was asked for.
    private static void RefuseBrokenText(string[] arguments)
    {
        if (Array.FindIndex(arguments, argument => argument.Contains('\uFFFD', StringComparison.Ordinal)) is >= 0 and var broken)
        {
            throw new Settings.UsageException($"Argument {broken + 1} is no valid UTF-8. A body that is no text goes in by --file or stdin.");
        }
    }
}
