using System.CommandLine;
using System.Globalization;
using Haulbeat.Cli.Demonstration;
using Haulbeat.Cli.Printing;
using Haulbeat.Cli.Settings;
using Haulbeat.Jobs;

namespace Haulbeat.Cli.Commands;

/// <summary><c>demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(ProgramEnvironment program)
    {
        var command = new Command("demo", "Watch a long job survive its killed worker, in half a minute. Needs no broker and leaves nothing behind.");
        command.AddSettings();
        command.SetAction((parsed, _) => RunAsync(new Invocation(program, parsed)));
        return command;
    }

    private static async Task<int> RunAsync(Invocation invocation)
    {
        await Console.Error.WriteLineAsync($"Running one job of {Demo.Jobs[0].Seconds} s and {Demo.Jobs.Count - 1} short ones, two at a time. They count primes.");
        var folder = Directory.CreateTempSubdirectory("haulbeat-demo-");
        try
        {
            return await RunAsync(invocation, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(Invocation invocation, string folder)
    {
        Demo demo;
        DemoLedger ledger;
        IReadOnlyList<JobState> states;
        await using (var reporter = BackgroundReporter.Create(invocation.Json, invocation.Environment, invocation.Time))
        {
            ledger = new DemoLedger(reporter);
            demo = new Demo(folder, ledger, invocation.Time);
            states = await demo.RunAsync(invocation.Signals.First);
        }

        var wentOn = ledger.Find(Demo.LongJob) is { WentOn: true };
        if (!invocation.Json)
        {
            PrintConclusion(demo, ledger, states, wentOn);
        }

        return wentOn && states.Count == Demo.Jobs.Count && states.All(state => state.State == "succeeded") ? ExitCode.Done : ExitCode.Failed;
    }

    private static void PrintConclusion(Demo demo, DemoLedger ledger, IReadOnlyList<JobState> states, bool wentOn)
    {
        var processes = Demo.Jobs.Select(job => ledger.Find(job.Id)?.Pid).OfType<int>().Distinct().Count();
        StandardOutput.WriteTable(["JOB", "PROCESS", "TOOK", "OUTCOME", "RESULT"], states.Select(state => Row(state, ledger.Find(state.Job))));
        StandardOutput.WriteLine($"\nEach job ran in a process of its own, {processes} in all. Half-way, the worker (process {demo.Killed}) was killed.");
        StandardOutput.WriteLine(wentOn
            ? $"Process {ledger.Find(Demo.LongJob)?.Pid} went on, and the next worker reattached it: one start, one end."
            : "The long job did not go on. It should have.");
        StandardOutput.WriteLine("\nTry it yourself, in two terminals:\n  haulbeat work films -- sh -c 'sleep $(cat)'\n  haulbeat send films 20 --wait");
    }

    private static string[] Row(JobState state, DemoLedger.Entry? entry) =>
    [
        state.Job,
        entry?.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-",
        entry is null ? "-" : EventText.OfDuration(entry.Took),
        state.Reason ?? entry?.Outcome?.Name ?? state.State,
        state.Result ?? "-",
    ];
}
