using System.CommandLine;
using Haulbeat.Cli.Examining;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Cli.Working;
using Haulbeat.Receiving;

namespace Haulbeat.Cli.Commands;

/// <summary><c>doctor</c></summary>
internal static class DoctorCommand
{
    private static readonly Option<string> Queue = new("--queue") { HelpName = "NAME", Description = "Looks at this queue, too, and says what a worker of it needs at least." };

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("doctor", "Looks at the machine and the broker and says what each finding means for the guarantees.") { Queue };
        command.AddBrokerSettings(Known.Name, Known.Lease, Known.StateDirectory);
        command.SetAction((parsed, _) => surroundings.RunInterruptiblyAsync(() => RunAsync(new Invocation(surroundings, parsed))));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        var worker = Plan(invocation);
        var findings = new FindingLog(FindingPrinter.For(invocation.Json));
        foreach (var finding in HostExamination.Run(invocation.StateOfWorkers))
        {
            findings.Add(finding);
        }

        return await ExamineBrokerAsync(invocation, worker, findings).ConfigureAwait(false) ?? (findings.AnyBad ? ExitCode.Failed : ExitCode.Done);
    }

    private static PlannedWorker? Plan(Invocation invocation)
    {
        var (name, lease) = (WorkerPlace.NameOf(invocation, System.Environment.MachineName), invocation.Settings.Get(Known.Lease));
        return invocation.Parsed.GetValue(Queue) is { } queue ? new PlannedWorker(QueueName.Check(queue), name, lease) : null;
    }

    // A broker that cannot be reached is a finding, too, and decides the exit code.
    private static async Task<int?> ExamineBrokerAsync(Invocation invocation, PlannedWorker? worker, FindingLog findings)
    {
        try
        {
            await using var transport = await invocation.ConnectAsync().ConfigureAwait(false);
            findings.Add(new Finding("broker", FindingVerdict.Good, $"{transport.Address} answers and lets this user in."));
            await foreach (var finding in transport.ExamineAsync(worker, invocation.Signals.First).ConfigureAwait(false))
            {
                findings.Add(finding);
            }

            return null;
        }
        catch (TransportException exception) when (exception.Error != TransportError.BadAddress)
        {
            findings.Add(new Finding("broker", FindingVerdict.Bad, exception.Message));
            return Complaint.CodeOf(exception);
        }
    }
}
