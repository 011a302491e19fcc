namespace Haulbeat.Cli.Tests.Faults;

public sealed class When_the_worker_is_killed : FaultTest
{
    private const int Jobs = 3;

    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("worker: kill -9 and started again", venue, Lease.Long);
        await scenario.SendAsync(Jobs);
        var killed = scenario.Work("worker");
        await scenario.Ledger.StartedAsync(Jobs);
        await killed.LeasesAsync(Jobs);

        await killed.KillAsync();

        var next = scenario.Work("worker");
        await next.TellsAsync("reattached", Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
