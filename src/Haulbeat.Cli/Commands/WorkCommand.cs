using System.CommandLine;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Execution;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Commands;

/// <summary><c>work QUEUE... -- COMMAND [ARG...]</c></summary>
internal static class WorkCommand
{
    public const string Name = "work";
    public const string JobCommandUsage = "-- COMMAND [ARG...]";
    public const string JobCommandDescription = "Command to run for each job. It gets the body on stdin, or in place of {body}, or as a file in place of {file}";

    private static readonly Argument<string[]> Queues = new("QUEUE") { Arity = ArgumentArity.OneOrMore, Description = "Queues to take jobs from" };

    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command(Name, "Run a command for each job, each in a process of its own") { Queues };
        command.AddBrokerSettings(
            CommandSettings.Slots, CommandSettings.UntilEmpty, CommandSettings.MaxJobs, CommandSettings.OnStop, CommandSettings.Grace, CommandSettings.Lease, CommandSettings.LeaseAfter,
            CommandSettings.Interruptions, CommandSettings.Progress, CommandSettings.Environment, CommandSettings.Declare, CommandSettings.Name, CommandSettings.StateDirectory);
        command.SetAction((parsed, _) => RunAsync(new Invocation(program, parsed)));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var settings = new WorkSettings(invocation.Settings, invocation.Parsed.GetRequiredValue(Queues), JobCommand(invocation));
        var place = WorkerPlace.Take(invocation, Environment.MachineName);
        using var state = place.StateDirectory;
        await using var transport = await invocation.ConnectAsync();
        await using var reporter = BackgroundReporter.Create(invocation.Json, invocation.Environment, invocation.Time);
        var worker = new JobWorker(transport, settings.For(place, reporter), invocation.Time);
        await using var memory = new IdleMemory(() => worker.Statistics.IsIdle, invocation.Time);
        await worker.RunAsync(settings.StopBy(invocation.Signals));
        return ExitCode.Done;
    }

    private static JobCommand JobCommand(Invocation invocation)
    {
        if (invocation.JobCommand is not [var name, ..])
        {
            throw new UsageException("missing COMMAND. Give it after --: haulbeat work films -- ffmpeg …");
        }

        return new JobCommand
        {
            Program = CommandFinder.Find(name, invocation.Environment("PATH")),
            Arguments = invocation.JobCommand,
            Environment = invocation.Settings.Get(CommandSettings.Environment),
            UnderstandsFfmpeg = invocation.Settings.Get(CommandSettings.Progress) == "ffmpeg",
        };
    }
}
