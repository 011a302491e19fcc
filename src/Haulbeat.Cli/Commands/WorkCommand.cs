using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Execution;
using Haulbeat.Jobs;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Commands;

/// <summary><c>work QUEUE… -- COMMAND [ARG…]</c></summary>
internal static class WorkCommand
{
    private static readonly Argument<string[]> Queues = new("QUEUE")
    {
        Arity = ArgumentArity.OneOrMore,
        HelpName = "QUEUE",
        Description = "The queues to take jobs from. Behind them, after --, stands what is run for each job. It gets the message's body on stdin, or where {body} or {file} stands among its arguments.",
    };

    public static Command Create(ProgramEnvironment surroundings)
    {
        var command = new Command("work", "Runs a command for each job of the queues, each in a process of its own: haulbeat work QUEUE… [options] -- COMMAND [ARG…]") { Queues };
        command.AddBrokerSettings(
            Known.Slots, Known.UntilEmpty, Known.MaxJobs, Known.OnStop, Known.Grace, Known.Lease, Known.LeaseAfter, Known.Interruptions, Known.Progress, Known.Environment,
            Known.Declare, Known.Name, Known.StateDirectory);
        command.SetAction((parsed, _) => RunAsync(new Invocation(surroundings, parsed)));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var options = new WorkSettings(invocation.Settings, invocation.Parsed.GetRequiredValue(Queues));
        var command = JobCommand(invocation);
        var place = WorkerPlace.Take(invocation, System.Environment.MachineName);
        using var state = place.StateDirectory;
        await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
        await using var reporter = Reporters.Create(invocation.Json, invocation.Environment, invocation.Time);
        var worker = new JobWorker(transport, options.For(place, command, reporter), invocation.Time);
        await using var memory = new IdleMemory(() => worker.Statistics.IsIdle, invocation.Time);
        await worker.RunAsync(options.StopBy(invocation.Signals)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static JobCommand JobCommand(Invocation invocation)
    {
        if (invocation.JobCommand is not [var name, ..])
        {
            throw new UsageException("There is no COMMAND. Write it after the queues and --: haulbeat work films -- ffmpeg …");
        }

        return new JobCommand
        {
            Program = CommandFinder.Find(name, invocation.Environment("PATH")),
            Arguments = invocation.JobCommand,
            Environment = invocation.Settings.Get(Known.Environment),
            UnderstandsFfmpeg = invocation.Settings.Get(Known.Progress) == "ffmpeg",
        };
    }
}
