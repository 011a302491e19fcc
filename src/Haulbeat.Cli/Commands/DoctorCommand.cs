using System.CommandLine;
using Haulbeat.Cli.Diagnostics;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Transports;

namespace Haulbeat.Cli.Commands;

/// <summary><c>doctor</c></summary>
internal static class DoctorCommand
{
    private static readonly Option<string> Queue = new("--queue") { HelpName = "NAME", Description = "Check this queue too, and print the permissions that a worker of it needs" };

    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("doctor", "Check this machine and the broker, and say what each check means for the guarantees") { Queue };
        command.AddBrokerSettings(CommandSettings.Name, CommandSettings.Lease, CommandSettings.StateDirectory);
        command.SetAction((parsed, _) => program.RunInterruptiblyAsync(() => RunAsync(new Invocation(program, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var worker = PlannedWorker(invocation);
        var printer = new CheckPrinter(invocation.Json);
        foreach (var check in HostChecks.Run().Concat(StateDirectoryChecks.Run(invocation.WorkersFolder)))
        {
            printer.Print(check);
        }

        return await CheckBrokerAsync(invocation, worker, printer) ?? (printer.AnyBad ? ExitCode.Failed : ExitCode.Done);
    }

    private static PlannedWorker? PlannedWorker(Invocation invocation)
    {
        var (name, lease) = (WorkerPlace.NameOf(invocation, Environment.MachineName), invocation.Settings.Get(CommandSettings.Lease));
        return invocation.Parsed.GetValue(Queue) is { } queue ? new PlannedWorker(ValueParser.QueueName(queue), name, lease) : null;
    }

    // A broker that can't be reached is a check too, and decides the exit code.
    private static async Task<int?> CheckBrokerAsync(Invocation invocation, PlannedWorker? worker, CheckPrinter printer)
    {
        try
        {
            await using var transport = await invocation.ConnectAsync();
            printer.Print(new Check("broker", CheckVerdict.Good, $"{transport.Address} accepts this login."));
            await foreach (var check in transport.Diagnostics.ExamineAsync(worker, invocation.Signals.First))
            {
                printer.Print(check);
            }

            return null;
        }
        catch (TransportException exception) when (exception.Error != TransportError.BadAddress)
        {
            printer.Print(new Check("broker", CheckVerdict.Bad, exception.Message));
            return ExitCode.Of(exception);
        }
    }
}
