namespace Haulbeat.Cli.Tests.Faults;

public sealed class When_the_host_is_gone : FaultTest
{
    private const int Jobs = 3;

    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("host gone: worker, runners and jobs at once", venue, Lease.Short);
        await scenario.SendAsync(Jobs);
        var gone = scenario.Work("gone");
        await gone.LeasesAsync(Jobs);
        await scenario.Ledger.StartedAsync(Jobs);
        var other = scenario.Work("other");
        await other.TellsAsync("ready");

        var takeOver = TakeOver.Begin();
        await gone.KillHostAsync();

        scenario.Note = takeOver.Describe(await scenario.Ledger.StartedAsync(2 * Jobs));
        await scenario.ConcludeAsync(startedOnce: false);
    }
}
