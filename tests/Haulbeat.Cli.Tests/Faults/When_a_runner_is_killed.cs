using Haulbeat.Jobs;
using Haulbeat.Runner.Posix;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Category", "Faults")]
public sealed class When_a_runner_is_killed : FaultTest
{
    private const int Jobs = 2;
    private const int ParentField = 3;

    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("runner: kill -9", venue, Lease.Long) { Note = "its job begins anew" };
        await scenario.SendAsync(Jobs);
        var worker = scenario.Work("worker");
        var starts = await scenario.Ledger.StartedAsync(Jobs);
        await worker.LeasesAsync(Jobs);

        Libc.kill(ParentOf(starts[0].Pid), Libc.SignalKill).Should().Be(0);

        (await scenario.Ledger.StartedAsync(Jobs + 1))[^1].Job.Should().Be(starts[0].Job);
        await scenario.ConcludeAsync(startedOnce: false);
        scenario.Ledger.All(LedgerEntry.Start).Should().HaveCount(Jobs + 1, "the other job has a runner of its own");
    }

    private static int ParentOf(int pid) => int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(' ')[ParentField]);
}
