using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Execution.Processes;

namespace Haulbeat.Cli.Commands;

/// <summary><c>logs JOB</c></summary>
internal static class LogsCommand
{
    private static readonly Argument<string> Job = new("JOB") { Description = "Id of the job" };

    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("logs", "Print the output of a job so far, stdout and stderr in one") { Job };
        command.AddBrokerSettings(CommandSettings.StateDirectory);
        command.SetAction((parsed, _) => program.RunInterruptiblyAsync(() => RunAsync(new Invocation(program, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var job = invocation.Parsed.GetRequiredValue(Job);
        if (await FindOutputAsync(invocation, job) is not { } output)
        {
            CommandError.Say($"no job {job} is known, and this machine has no output of one.");
            return ExitCode.NotFound;
        }

        foreach (var piece in output)
        {
            StandardOutput.Write(piece.Span);
        }

        return ExitCode.Done;
    }

    // The disk has most jobs' output without asking the broker. The transport knows of state directories elsewhere.
    private static async Task<IEnumerable<ReadOnlyMemory<byte>>?> FindOutputAsync(Invocation invocation, string job)
    {
        if (invocation.History.ReadOutput(job) is { } output)
        {
            return output;
        }

        await using var transport = await invocation.ConnectAsync();
        var known = await transport.Monitor.FindJobAsync(job, invocation.Signals.First);
        return known is null ? null : (known.StateDirectory is { } folder ? new RunHistory(folder).ReadOutput(job) : null) ?? Nothing(job);
    }

    // It is queued, has just begun, ran on another machine, or long ago.
    private static IEnumerable<ReadOnlyMemory<byte>> Nothing(string job)
    {
        CommandError.Say($"this machine has no output of job {job}.");
        return [];
    }
}
