using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_the_network_stalls
{
    private const int Jobs = 3;

    [Fact]
    public Task Jobs_go_on_within_their_lease() => NetworkFault.MeetAsync("the network stalls", proxy => proxy.Stall());

    [Fact]
    public async Task Beyond_their_lease_another_worker_takes_over()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        await using var scenario = new Scenario("the network stalls beyond the lease", broker, Lease.Short);
        await scenario.SendAsync(Jobs);
        var cutOff = scenario.WorkAt(proxy.Address(BrokerVenue.Heartbeat), "cut-off");
        await cutOff.ClaimsAsync(Jobs);
        var other = scenario.Work("other");
        await other.TellsAsync("ready");

        var takeOver = TakeOver.Begin();
        proxy.Stall();

        scenario.Note = takeOver.Describe(await scenario.Ledger.StartedAsync(2 * Jobs));
        proxy.Resume();
        await cutOff.TellsAsync("reconnected");
        await scenario.ConcludeAsync(startedOnce: false);
    }
}
