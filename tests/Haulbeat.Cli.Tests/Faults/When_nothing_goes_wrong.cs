namespace Haulbeat.Cli.Tests.Faults;

public sealed class When_nothing_goes_wrong : FaultTest
{
    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("nothing", venue, Lease.Short);
        await scenario.SendAsync(3);
        var worker = scenario.Work("worker");
        await scenario.Ledger.StartedAsync(3);
        await worker.TellsAsync("renewed", 3);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
