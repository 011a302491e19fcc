namespace Haulbeat.Cli.Tests.Faults;

[Trait("Category", "Faults")]
public sealed class When_the_worker_is_upgraded : FaultTest
{
    private const int Jobs = 3;

    private protected override async Task MeetAsync(Venue venue)
    {
        await using var scenario = new Scenario("worker: upgraded with --on-stop detach", venue, Lease.Long);
        await scenario.SendAsync(Jobs);
        var old = scenario.Work("worker", "--on-stop", "detach", "--lease-after", "1h");
        await scenario.Ledger.StartedAsync(Jobs);
        await old.TellsAsync("started", Jobs);

        (await old.StopAsync()).Should().Be(0, old.Printed());

        var next = scenario.Work("worker");
        await next.TellsAsync("reattached", Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
