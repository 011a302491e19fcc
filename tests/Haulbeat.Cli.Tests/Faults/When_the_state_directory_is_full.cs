using Haulbeat.Testing;
using Haulbeat.Worker;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Category", "Faults")]
public sealed class When_the_state_directory_is_full : FaultTest
{
    private const int Slots = 4;
    private const int Jobs = 2 * Slots;

    private protected override async Task MeetAsync(Venue venue)
    {
        Missing.Unless(Environment.UserName == "root", "A small disk is needed: mounting one takes root.");
        await using var scenario = new Scenario("state directory: disk full while jobs run", venue, Lease.Long);
        var state = Directory.CreateDirectory(scenario.StateOf("worker")).FullName;
        await scenario.SendAsync(Jobs);
        var worker = scenario.WorkIn($"mount -t tmpfs -o size=2m small {state}; exec \"$@\"", "worker");
        await scenario.Ledger.StartedAsync(Slots);
        await worker.LeasesAsync(Slots);

        var ballast = $"/proc/{worker.Pid}/root{state}/ballast";
        Fill(ballast);
        scenario.Ledger.OpenGate();
        await Eventually.BecomesAsync(() => Task.FromResult(scenario.Ledger.All(LedgerEntry.End).Count >= Slots));
        await Eventually.BecomesAsync(() => Task.FromResult(worker.Count("finished") >= Jobs || worker.Count("warning") > 0 || worker.Count("requeued") > 0));
        scenario.Note = $"{worker.Count("finished")} settled while it was full";
        File.Delete(ballast);

        await scenario.ConcludeAsync(startedOnce: true);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var piece = new byte[4096];
        var fill = () =>
        {
            while (true)
            {
                file.Write(piece);
            }
        };
        fill.Should().Throw<IOException>();
    }
}
