using Haulbeat.Testing;

namespace Haulbeat.Cli.Tests.Faults;

[Trait("Broker", "Each")]
[Trait("Category", "Faults")]
public sealed class When_the_network_is_slow
{
    private const int Jobs = 3;

    [Fact]
    public async Task Jobs_are_leased_and_renewed_all_the_same()
    {
        var broker = await BrokerVenue.SharedAsync();
        await using var proxy = new TcpProxy(TestBroker.Require());
        proxy.Delay(TimeSpan.FromMilliseconds(200));
        await using var scenario = new Scenario("the network delays by 200 ms each way", broker, TimeSpan.FromSeconds(12));
        await scenario.SendAsync(Jobs);
        var worker = scenario.WorkAt(proxy.Address("heartbeat=5"), "worker");
        await worker.TellsAsync("renewed", 3 * Jobs);
        await scenario.ConcludeAsync(startedOnce: true);
    }
}
