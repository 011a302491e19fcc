using System.CommandLine;
using Haulbeat.Cli.Diagnostics;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Sending;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Runner.RunnerProtocol;
using Haulbeat.Sqlite.Queries;
using Haulbeat.Transports;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Commands;

/// <summary><c>doctor</c></summary>
internal static class DoctorCommand
{
    private static readonly Option<string> Queue = new("--queue") { HelpName = "NAME", Description = "Looks at this queue, too, and says what a worker of it needs at least." };

    public static Command Create(ProgramEnvironment surroundings)
    {
        var command = new Command("doctor", "Looks at the machine and the broker and says what each check means for the guarantees.") { Queue };
        command.AddBrokerSettings(Known.Name, Known.Lease, Known.StateDirectory);
        command.SetAction((parsed, _) => surroundings.RunInterruptiblyAsync(() => RunAsync(new Invocation(surroundings, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var worker = Plan(invocation);
        var checks = new CheckLog(CheckPrinter.For(invocation.Json));
        foreach (var check in HostExamination.Run(invocation.StateOfWorkers))
        {
            checks.Add(check);
        }

        return await ExamineBrokerAsync(invocation, worker, checks).ConfigureAwait(false) ?? (checks.AnyBad ? ExitCode.Failed : ExitCode.Done);
    }

    private static PlannedWorker? Plan(Invocation invocation)
    {
        var (name, lease) = (WorkerPlace.NameOf(invocation, System.Environment.MachineName), invocation.Settings.Get(Known.Lease));
        return invocation.Parsed.GetValue(Queue) is { } queue ? new PlannedWorker(QueueName.Check(queue), name, lease) : null;
    }

    // A broker that cannot be reached is a check, too, and decides the exit code.
    private static async Task<int?> ExamineBrokerAsync(Invocation invocation, PlannedWorker? worker, CheckLog checks)
    {
        try
        {
            await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
            checks.Add(new Check("broker", CheckVerdict.Good, $"{transport.Address} answers and lets this user in."));
            await foreach (var check in transport.Diagnostics.ExamineAsync(worker, invocation.Signals.First).ConfigureAwait(false))
            {
                checks.Add(check);
            }

            return null;
        }
        catch (TransportException exception) when (exception.Error != TransportError.BadAddress)
        {
            checks.Add(new Check("broker", CheckVerdict.Bad, exception.Message));
            return CommandError.CodeOf(exception);
        }
    }
}
