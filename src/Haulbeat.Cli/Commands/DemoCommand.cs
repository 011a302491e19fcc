using System.CommandLine;
using System.Globalization;
using Haulbeat.Cli.Demonstration;
using Haulbeat.Cli.Printing;
using Haulbeat.Receiving;

namespace Haulbeat.Cli.Commands;

/// <summary><c>demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("demo", "Shows in half a minute what Haulbeat does: a long job beside short ones, each in a process of its own. Needs nothing and leaves nothing.");
        command.AddSettings();
        command.SetAction((parsed, _) => RunAsync(new Invocation(surroundings, parsed)));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        Announce();
        var folder = Directory.CreateTempSubdirectory("haulbeat-demo-");
        try
        {
            var (ledger, ends) = await WorkAsync(invocation, folder.FullName).ConfigureAwait(false);
            return Conclude(ledger, ends, invocation.Json);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Announce() =>
        Console.Error.WriteLine($"One job of {Demo.Jobs[0].Seconds} s of work, and {Demo.Jobs.Count - 1} short ones beside it; two run at once. They count primes.");

    private static async Task<(Ledger Ledger, IReadOnlyList<JobState> Ends)> WorkAsync(Invocation invocation, string folder)
    {
        await using var reporter = Reporters.Create(invocation.Json, invocation.Environment, invocation.Time);
        var ledger = new Ledger(reporter);
        return (ledger, await new Demo(folder, invocation.Time).RunAsync(ledger, invocation.Signals.First).ConfigureAwait(false));
    }

    private static int Conclude(Ledger ledger, IReadOnlyList<JobState> ends, bool json)
    {
        if (!json)
        {
            Columns.Print(["JOB", "PROCESS", "TOOK", "OUTCOME", "RESULT"], ends.Select(end => Row(end, ledger.Find(end.Job))));
            StandardOutput.WriteLine($"\n{Processes(ledger)} processes did the work, none of them this one ({Environment.ProcessId}), which kept the queue's connection all the while.");
            StandardOutput.WriteLine("Next: haulbeat work films -- sh -c 'sleep $(cat)'   and, in another terminal:   haulbeat send films 20 --wait");
        }

        return ends.Count == Demo.Jobs.Count && ends.All(end => end.State == "succeeded") ? ExitCode.Done : ExitCode.Failed;
    }

    private static int Processes(Ledger ledger) => Demo.Jobs.Select(job => ledger.Find(job.Id)?.Pid).OfType<int>().Distinct().Count();

    private static string[] Row(JobState end, LedgerEntry? entry) =>
    [
        end.Job,
        entry?.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-",
        entry is null ? "-" : EventText.Duration(entry.Took),
        end.Reason ?? entry?.Outcome?.Name ?? end.State,
        end.Result ?? "-",
    ];
}
