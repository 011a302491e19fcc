using System.CommandLine;
using System.Globalization;
using Haulbeat.Cli.Demonstration;
using Haulbeat.Cli.Printing;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Commands;

/// <summary><c>demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(ProgramEnvironment surroundings)
    {
        var command = new Command("demo", "Shows in half a minute what Haulbeat does: a long job beside short ones, each in a process of its own, and a worker that is killed half-way and comes back. Needs nothing and leaves nothing.");
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
            return await ShowAsync(invocation, folder.FullName).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Announce() =>
        Console.Error.WriteLine($"One job of {Demo.Jobs[0].Seconds} s of work, and {Demo.Jobs.Count - 1} short ones beside it; two run at once. They count primes.");

    private static async Task<int> ShowAsync(Invocation invocation, string folder)
    {
        Demo demo;
        Ledger ledger;
        IReadOnlyList<JobState> ends;
        await using (var reporter = Reporters.Create(invocation.Json, invocation.Environment, invocation.Time))
        {
            ledger = new Ledger(reporter);
            demo = new Demo(folder, ledger, invocation.Time);
            ends = await demo.RunAsync(invocation.Signals.First).ConfigureAwait(false);
        }

        return Conclude(demo, ledger, ends, invocation.Json);
    }

    private static int Conclude(Demo demo, Ledger ledger, IReadOnlyList<JobState> ends, bool json)
    {
        var wentOn = ledger.Find(Demo.Long) is { WentOn: true };
        if (!json)
        {
            Columns.Print(["JOB", "PROCESS", "TOOK", "OUTCOME", "RESULT"], ends.Select(end => Row(end, ledger.Find(end.Job))));
            StandardOutput.WriteLine($"\n{Processes(ledger)} processes did the work. Half-way the worker (process {demo.Killed}) was killed. {(wentOn ? $"Process {ledger.Find(Demo.Long)?.Pid} went on, and the next worker took it over: one start, one end." : "The job did not go on, which it should have.")}");
            StandardOutput.WriteLine("Next: haulbeat work films -- sh -c 'sleep $(cat)'   and, in another terminal:   haulbeat send films 20 --wait");
        }

        return wentOn && ends.Count == Demo.Jobs.Count && ends.All(end => end.State == "succeeded") ? ExitCode.Done : ExitCode.Failed;
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
