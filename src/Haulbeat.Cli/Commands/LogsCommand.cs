using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Execution.Processes;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Commands;

/// <summary><c>logs JOB</c></summary>
internal static class LogsCommand
{
    private static readonly Argument<string> Job = new("JOB") { HelpName = "JOB", Description = "The job's id." };

    public static Command Create(ProgramEnvironment surroundings)
    {
        var command = new Command("logs", "Prints what a job has printed so far, stdout and stderr as they came.") { Job };
        command.AddBrokerSettings(Known.StateDirectory);
        command.SetAction((parsed, _) => surroundings.RunInterruptiblyAsync(() => RunAsync(new Invocation(surroundings, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var job = invocation.Parsed.GetRequiredValue(Job);
        if (await FindOutputAsync(invocation, job).ConfigureAwait(false) is not { } output)
        {
            CommandError.Say($"There is no job {job}, and no output of one on this machine.");
            return ExitCode.NotFound;
        }

        foreach (var piece in output)
        {
            StandardOutput.Write(piece.Span);
        }

        return ExitCode.Done;
    }

    // It is queued, has just begun, ran on another machine, or long ago.
    private static IEnumerable<ReadOnlyMemory<byte>> Nothing(string job)
    {
        CommandError.Say($"There is no output of job {job} on this machine.");
        return [];
    }

    // The disk knows most jobs without asking the broker; the embedded queue knows also those of workers with a folder of their own.
    private static async Task<IEnumerable<ReadOnlyMemory<byte>>?> FindOutputAsync(Invocation invocation, string job)
    {
        if (invocation.History.ReadOutput(job) is { } output)
        {
            return output;
        }

        await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
        var known = await transport.Monitor.FindJobAsync(job, invocation.Signals.First).ConfigureAwait(false);
        return known is null ? null : (known.StateDirectory is { } folder ? new RunHistory(folder).ReadOutput(job) : null) ?? Nothing(job);
    }
}
