namespace Haulbeat.Cli.Tests.Faults;

[Trait("Category", "Faults")]
public sealed class When_the_worker_is_frozen : FaultTest
{
    private const int Jobs = 3;

    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("worker: SIGSTOP beyond the lease, and back", venue, Lease.Short);
        await scenario.SendAsync(Jobs);
        var frozen = scenario.Work("frozen");
        await frozen.LeasesAsync(Jobs);
        var other = scenario.Work("other");
        await other.TellsAsync("ready");

        var takeOver = TakeOver.Begin();
        frozen.Freeze();

        scenario.Note = takeOver.Describe(await scenario.Ledger.StartedAsync(2 * Jobs));
        frozen.Thaw();
        await scenario.ConcludeAsync(startedOnce: false);
    }
}
